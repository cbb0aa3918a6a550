"""The CTS chamber's driver, byte by byte."""

from typing import Any

import pytest

from qcstation.instruments.cts.chamber import CtsChamber
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from tests.instruments.stand import StandSupervisor, on_wire

QUICK: dict[str, Any] = {"command_interval": 0.0}


def test_identity_is_its_clock() -> None:
    with on_wire(CtsChamber, "> T\n< T120619130121", **QUICK) as chamber:
        assert "120619130121" in chamber.identify()


@pytest.mark.parametrize("answer", ["T1206", "KEITHLEY INSTRUMENTS INC.,MODEL 2410,1,C33", "", "T12061913012x"])
def test_wrong_identity(answer: str) -> None:
    with on_wire(CtsChamber, f"> T\n< {answer}", **QUICK) as chamber, pytest.raises(IdentityError):
        chamber.identify()


@pytest.mark.parametrize(("target", "sent"), [(25.0, "025.0"), (-20.0, "-20.0"), (-5.04, "-05.0"), (105.5, "105.5")])
def test_set_temperature_reads_back_and_starts(target: float, sent: str) -> None:
    script = f"> a0 {sent}\n< a\n> A0\n< A0 023.1 {sent}\n> s1 1\n< s1"
    with on_wire(CtsChamber, script, **QUICK) as chamber:
        chamber.set_temperature(target)


def test_target_that_does_not_take() -> None:
    with (
        on_wire(CtsChamber, "> a0 025.0\n< a\n> A0\n< A0 023.1 020.0", **QUICK) as chamber,
        pytest.raises(InstrumentError, match="does not take the target 25 degC"),
    ):
        chamber.set_temperature(25.0)


@pytest.mark.parametrize("target", [-80.0, 200.0, float("nan")])
def test_targets_beyond_bounds_send_nothing(target: float) -> None:
    with on_wire(CtsChamber, "", **QUICK) as chamber, pytest.raises(InputError):
        chamber.set_temperature(target)


def test_temperature_humidity_and_stop() -> None:
    supervisor = StandSupervisor()
    script = "> A0\n< A0 -23.1 -25.0\n> A1\n< A1 012.0 000.0\n> A0\n< A0 023.1 025.0\n> s1 0\n< s1"
    with on_wire(CtsChamber, script, supervisor=supervisor, **QUICK) as chamber:
        assert chamber.temperature() == -23.1
        assert chamber.humidity() == 12.0
        chamber.monitor()
        chamber.stop()
    assert supervisor.readings == [{"temperature": -23.1}, {"temperature": 23.1}]


@pytest.mark.parametrize("answer", ["A1 023.1 025.0", "A0 023.1", "A0 023.1 hot", "", "A0 9.9E37 025.0"])
def test_garbage(answer: str) -> None:
    with on_wire(CtsChamber, f"> A0\n< {answer}", **QUICK) as chamber, pytest.raises(InstrumentError):
        chamber.temperature()


def test_refused_command() -> None:
    with on_wire(CtsChamber, "> s1 0\n< E", **QUICK) as chamber, pytest.raises(InstrumentError, match="expected 's1'"):
        chamber.stop()
