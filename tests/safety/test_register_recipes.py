"""Steps of recipes that look into longer answers: labelled fields, bits of registers, patterns, orders that are answered."""

import pytest

from qcstation.model.errors import InstrumentError
from qcstation.safety.execution import execute
from qcstation.safety.recipes import Await, Expect, Ramp, SafingRecipe, SafingStep, Send
from tests.safety.fakes import FakeLink, ManualClock


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.safety.execution._PAUSE", 0.001)
    monkeypatch.setattr("qcstation.safety.execution._LONGEST_PAUSE", 0.001)


class Supply(FakeLink):
    """A supply whose every command is answered in CAEN's way; its voltage falls by 10 V at each look."""

    def __init__(self, voltage: float = 45.0, status: int = 1 | 128) -> None:
        super().__init__("bias")
        self.voltage, self.status = voltage, status
        self.orders: list[str] = []

    def query(self, command: str, *, timeout: float | None = None) -> str:
        if command == "STAT":
            if self.voltage <= 0:
                self.status &= ~1
            self.voltage -= 5
            return f"#BD:00,CMD:OK,VAL:{self.status:05d}"
        if command == "VMON":
            self.voltage = max(self.voltage - 10.0, 0.0)
            return f"#BD:00,CMD:OK,VAL:{self.voltage:06.1f}"
        self.orders.append(command)
        return "#BD:00,CMD:OK"

    def write(self, command: str) -> None:
        raise AssertionError(f"{command} would leave its answer unread")


def made_safe(link: FakeLink, *steps: SafingStep) -> tuple[str, ...]:
    recipe = SafingRecipe(instrument="bias", link=link.settings, steps=steps, deadline=5.0)
    return execute(recipe, link, ManualClock(), retry_for=0.01)


OFF = Send(command="OFF", answered=True)
DOWN = Await(query="VMON", at_most=5.0, field=2, label="VAL:")
NOT_ON = Expect(query="STAT", answer="0", mask=1, field=2, label="VAL:")


def test_a_register_is_safe_by_its_bit_whatever_is_latched_beside() -> None:
    link = Supply()
    assert made_safe(link, OFF, DOWN, Await(query="STAT", at_most=0, mask=1, field=2, label="VAL:"), NOT_ON) == ()
    assert link.orders == ["OFF"]
    assert link.status == 128


@pytest.mark.parametrize(
    "step", [NOT_ON, Expect(query="STAT", answer="0", field=2), Expect(query="STAT", answer="0", mask=1, field=1)]
)
def test_a_bit_that_stays_or_a_field_that_is_not_there_is_not_safe(step: Expect) -> None:
    link = Supply(voltage=1e9, status=1)
    with pytest.raises(InstrumentError, match="not proven safe"):
        made_safe(link, step)


def test_a_label_that_is_missing_is_no_number() -> None:
    with pytest.raises(InstrumentError, match="not proven safe"):
        made_safe(Supply(voltage=0.0), Await(query="VMON", at_most=5.0, field=2, label="V:", timeout=0.2))


@pytest.mark.parametrize(("answer", "safe"), [('{"pins":[0,0,0]}', True), ('{"pins":[0,1,0]}', False), ("", False)])
def test_a_pattern_covers_the_whole_answer(answer: str, safe: bool) -> None:
    link = FakeLink("matrix", fault=lambda _link, _command: answer)
    step = Expect(query="STATE", answer=r'.*"pins":\[0(,0){2}\].*', pattern=True)
    if safe:
        assert made_safe(link, step) == ()
    else:
        with pytest.raises(InstrumentError, match="not proven safe"):
            made_safe(link, step)


def test_ramps_read_labelled_levels() -> None:
    sent: list[str] = []

    class Labelled(FakeLink):
        def query(self, command: str, *, timeout: float | None = None) -> str:
            return f"OK,L:{self.level:.1f}" if command == "LEV?" else super().query(command)

        def write(self, command: str) -> None:
            sent.append(command)
            self.level = float(command.split()[1])

    link = Labelled("bias", -12.0)
    ramp = Ramp(read="LEV?", write="LEV {level}", step=5.0, interval=0.1, field=1, label="L:")
    made_safe(link, ramp, Await(query="LEV?", at_most=0.1, field=1, label="L:"))
    assert sent == ["LEV -7.0", "LEV -2.0", "LEV 0.0"]
