"""Foreign clients: PyMeasure's own drivers, unmodified, measure the simulated sensor and see its curve."""

import numpy as np
import pytest
from pymeasure.instruments.agilent import AgilentE4980
from pymeasure.instruments.keithley import Keithley2400

from qcstation.simulation.devices.noise import LCR_CAPACITANCE, SOURCE_METER_CURRENT
from tests.simulation.clients import lgad_bench
from tests.simulation.conftest import MakeRig

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")
"""PyMeasure's own, of what it will rename."""
OPTIONS = {"visa_library": "@py", "read_termination": "\n", "write_termination": "\n", "timeout": 5000}


@pytest.mark.parametrize("model", ["keithley.2400", "keithley.2410"])
def test_pymeasures_keithley_2400_sees_the_iv_curve(rig: MakeRig, model: str) -> None:
    bench = rig(lgad_bench(model))
    meter = Keithley2400(bench.bench.addresses["bias"], **OPTIONS)
    try:
        assert meter.id.startswith("KEITHLEY INSTRUMENTS INC.,MODEL 24")
        meter.reset()
        meter.use_front_terminals()
        meter.apply_voltage(voltage_range=200, compliance_current=1e-5)
        meter.measure_current(nplc=1, current=1e-5, auto_range=True)
        meter.enable_source()
        voltages = np.arange(-10.0, -151.0, -10.0)
        currents = []
        for voltage in voltages:
            meter.source_voltage = float(voltage)
            bench.control.advance(1.0)
            currents.append(float(meter.current))
        assert meter.source_voltage == pytest.approx(-150.0)
        truth = bench.bench.device.total_current(voltages)
        deviation = SOURCE_METER_CURRENT.deviation(truth)
        assert (np.abs(np.array(currents) - truth) < 5 * deviation).all()
        meter.ramp_to_voltage(0.0, steps=5, pause=0.0)
        meter.disable_source()
        assert not bench.state("bias")["output"]
        assert meter.check_errors() == []
    finally:
        meter.adapter.close()


def test_pymeasures_keithley_2400_hits_compliance(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    meter = Keithley2400(bench.bench.addresses["bias"], **OPTIONS)
    try:
        meter.apply_voltage(voltage_range=200, compliance_current=2e-6)
        meter.measure_current(current=2e-6)
        meter.enable_source()
        meter.source_voltage = -190.0
        bench.control.advance(1.0)
        assert float(meter.current) == pytest.approx(-2e-6, rel=0.01)
        meter.shutdown()
    finally:
        meter.adapter.close()


def test_pymeasures_e4980_sees_the_cv_curve(rig: MakeRig) -> None:
    bench = rig(lgad_bench())
    meter = AgilentE4980(bench.bench.addresses["lcr"], **OPTIONS)
    try:
        meter.mode = "CPRP"
        meter.frequency = 1e4
        meter.ac_voltage = 0.5
        meter.aperture("LONG", 4)
        assert meter.aperture() == ["LONG", 4] or meter.aperture() == ("LONG", 4)
        meter.write(":CORR:OPEN")
        assert meter.ask("*OPC?").strip() == "1"
        meter.write(":CORR:OPEN:STAT ON")
        bench["bias"].write(":OUTP ON")
        voltages = np.concatenate([np.arange(-1.0, -24.0, -2.0), np.arange(-30.0, -60.0, -5.0)])
        seen = []
        for voltage in voltages:
            bench["bias"].write(f":SOUR:VOLT {voltage}")
            assert bench["bias"].query("*OPC?") == "1"
            bench.control.advance(1.0)
            seen.append(meter.impedance[0])
        truth = bench.bench.device.capacitance(voltages)
        # The noise is that of device and cables together; the open correction adds a tenth of it once.
        deviation = LCR_CAPACITANCE.deviation(truth + 49.4e-12, 4.0)
        assert (np.abs(np.array(seen) - truth) < 5 * deviation).all()
        knee = -np.gradient(np.log(seen), -voltages)
        assert -30.0 <= voltages[np.argmax(knee)] <= -20.0
    finally:
        meter.adapter.close()
