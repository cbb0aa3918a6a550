"""Foreign clients: hvps, a published library for CAEN and iseg supplies, unmodified, over a pseudo-terminal.

What of it does not work is its own: its iseg side asks for answers as bool, a type that it refuses itself (`set_on`,
`emergency_off`), and switches with ``:VOLT ON None,(@0)``, which is no order: the right one goes through its own transport here.
"""

from typing import Any

import numpy as np
import pytest

hvps = pytest.importorskip("hvps")

from qcstation.simulation import BenchSpec, DeviceSpec, FaultKind, InstrumentSpec, Wiring  # noqa: E402
from qcstation.simulation.faults import Fault  # noqa: E402
from tests.simulation.clients import Rig  # noqa: E402
from tests.simulation.conftest import MakeRig  # noqa: E402


def rig_of(rig: MakeRig, model: str) -> Rig:
    return rig(
        BenchSpec(
            instruments={"bias": InstrumentSpec(model=model, front="serial", channel=0)},
            wiring=Wiring(bias="bias"),
            device=DeviceSpec(variant="good", seed=4),
        )
    )


def port(bench: Rig) -> str:
    return bench.bench.addresses["bias"].removeprefix("ASRL").removesuffix("::INSTR")


def order(iseg: Any, command: bytes) -> Any:
    return hvps.commands.iseg._write_command(ser=iseg.serial, logger=iseg.logger, command=command, expected_response_type=int)


def test_hvps_drives_a_caen_supply(rig: MakeRig) -> None:
    bench = rig_of(rig, "caen.n1470")
    caen = hvps.Caen(port=port(bench), timeout=1.0)
    module = caen.module(0)
    assert (module.name, module.number_of_channels, module.control_mode) == ("N1470", 4, "REMOTE")
    channel = module.channel(0)
    assert channel.polarity_negative
    channel.iset, channel.rup, channel.rdw, channel.pdwn = 10.0, 50, 100, "RAMP"
    assert (channel.iset, channel.rup, channel.rdw, channel.pdwn) == (10.0, 50.0, 100.0, "RAMP")
    channel.vset = 100.0
    channel.turn_on()
    assert channel.stat["RUP"]
    bench.control.advance(1.0)
    assert channel.vmon == pytest.approx(50.0, abs=0.5)
    bench.control.advance(3.0)
    assert channel.stat["ON"]
    assert not channel.stat["RUP"]
    assert channel.voltage_target_reached
    truth = abs(float(bench.bench.device.total_current(-100.0)))
    assert channel.imon == pytest.approx(truth * 1e6, abs=0.03)
    with pytest.raises(ValueError, match="VAL:ERR"):
        channel.vset = 9000.0
    channel.turn_off()
    assert channel.stat["RDW"]
    bench.control.advance(1.5)
    assert not channel.stat["ON"]
    bench.control.inject(Fault(kind=FaultKind.OPEN_INTERLOCK, instrument="bias"))
    assert module.interlock_status
    assert channel.stat["ILK"]
    caen.disconnect()


def test_hvps_sees_a_caen_trip_and_clears_it(rig: MakeRig) -> None:
    bench = rig_of(rig, "caen.n1470")
    caen = hvps.Caen(port=port(bench), timeout=1.0)
    module, channel = caen.module(0), caen.module(0).channel(0)
    channel.iset, channel.rup, channel.trip = 2.0, 500, 1.0
    channel.vset = 300.0
    channel.turn_on()
    bench.control.advance(0.7)
    assert channel.stat["OVC"]
    bench.control.advance(1.5)
    assert channel.stat["TRIP"]
    assert module.board_alarm_status["CH0"]
    assert not channel.stat["ON"], "PDWN is KILL from power-on: it does not ramp"
    module.clear_alarm_signal()
    assert not channel.stat["TRIP"]
    caen.disconnect()


def test_hvps_drives_an_iseg_supply_that_echoes(rig: MakeRig) -> None:
    bench = rig_of(rig, "iseg.shr")
    iseg = hvps.Iseg(port=port(bench), timeout=1.0, baudrate=9600)
    module = iseg.module(0)
    assert module.number_of_channels == 4
    channel = module.channel(0)
    assert (channel.voltage_nominal, channel.output_polarity) == (2000.0, "n")
    channel.voltage_set = 100.0
    assert order(iseg, b":VOLT ON,(@0);*OPC?\r\n") == ["1"]
    voltages = []
    for _ in range(4):
        bench.control.advance(0.5)
        voltages.append(channel.measured_voltage)
    assert np.allclose(voltages, [-50.0, -100.0, -100.0, -100.0], atol=1.0)
    assert abs(channel.measured_current) == pytest.approx(abs(float(bench.bench.device.total_current(-100.0))), abs=5e-9)
    assert order(iseg, b":VOLT OFF,(@0);*OPC?\r\n") == ["1"]
    bench.control.advance(1.5)
    assert channel.measured_voltage == pytest.approx(0.0, abs=0.1)
    iseg.disconnect()
