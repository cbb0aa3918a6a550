"""A bench for forms: the real engine, a person who answers as told, a balance that takes its time."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from qcstation.engine.bus import EventBus
from qcstation.engine.prompts import Prompter
from qcstation.engine.runner import Runner, RunReport
from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import Balance, MassReading
from qcstation.model.errors import LinkTimeoutError
from qcstation.model.events import AttachmentAdded, Event, PromptAsked
from qcstation.model.limits import Specification
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.runs import RunHeader, RunKind
from qcstation.procedures.forms import FormProcedure, form_procedure
from qcstation.procedures.settings import ProcedureSettings
from qcstation.safety.stack import SafeStack
from tests.engine.bench import Heart, JumpingClock, Switch

MASS = """
[specification]
id = "lab.mass"
version = "1"
title = "Mass of a part"

[form]
text = "Weigh it"

[[form.fields]]
name = "mass"
title = "Mass"
kind = "number"
unit = "mg"
possible = [0, 5000]
required = true
instrument = "balance"

[[form.fields]]
name = "surface"
title = "Surface"
kind = "choice"
choices = ["clean", "dusty", "scratched"]

[[form.fields]]
name = "steps"
title = "Steps done"
kind = "checklist"
choices = ["gloves on", "balance zeroed, level", "carrier removed"]

[[form.fields]]
name = "photos"
title = "Photos"
kind = "files"

[[form.fields]]
name = "pulls"
title = "Pulled wires"
kind = "list"
unit = "gf"
least = 2

[[form.fields]]
name = "remark"
title = "Remark"
kind = "text"

[[form.results]]
name = "mean_pull"
of = ["pulls"]
reduction = "mean"

[limits.mass]
unit = "g"
min = 2.5
max = 3.5
required = true
source = "this test"

[limits.surface]
unit = "1"
max = 1
required = true
source = "this test"

[limits.steps]
unit = "1"
max = 0
source = "this test"

[limits.mean_pull]
unit = "gf"
min = 8
source = "this test"
"""


def form_of(folder: Path, text: str = MASS) -> type[FormProcedure]:
    """The procedure of a form with this text."""
    path = folder / "form.toml"
    path.write_text(text, encoding="utf-8")
    return form_procedure(path)


class SlowBalance(Balance):
    """Comes to rest after `unsteady` readings; None: never. `silent`: does not answer at all."""

    driver = "test.balance"
    title = "test balance"

    def __init__(self, *, mass: float = 3.0123e-3, unsteady: int | None = 2, silent: bool = False) -> None:
        super().__init__("balance", Switch())
        self.mass, self.unsteady, self.silent = mass, unsteady, silent
        self.readings = 0

    def identify(self) -> str:
        return "TEST,BALANCE,7,1"

    def measure(self) -> MassReading:
        self.readings += 1
        if self.silent:
            raise LinkTimeoutError("no answer in time", instrument=self.name, command="SI")
        stable = self.unsteady is not None and self.readings > self.unsteady
        return MassReading(mass=self.mass if stable else self.mass * 1.01, stable=stable)


class Person:
    """Answers each time with the next of `answers`, made from the prompt that is asked."""

    def __init__(self, *answers: Callable[[Prompt], Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[Prompt] = []

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        self.asked.append(prompt)
        future: Future[Answer] = Future()
        future.set_result(self.answers.pop(0)(prompt))
        return future


class FormRun:
    """One run of a form: its report and every event."""

    def __init__(
        self,
        kind: type[FormProcedure],
        prompter: Prompter,
        instruments: Mapping[str, Instrument] | None = None,
        *,
        specification: Specification | None = None,
    ) -> None:
        self.events: list[Event] = []
        self.clock = JumpingClock()
        bus = EventBus(keepers=(self.events.append,))
        header = RunHeader(run="r", procedure=kind.id, procedure_version="1", started=0.0, kind=RunKind.MEASURED)
        self.runner = Runner(
            kind,
            header,
            ProcedureSettings(),
            specification or kind.specification(),
            connect=lambda: dict(instruments or {}),
            bus=bus,
            clock=self.clock,
            heart=Heart(),
            stack=SafeStack(self.clock, emit=bus.publish, retry_for=0.2),
            prompter=prompter,
        )
        self.report: RunReport = self.runner.run()

    @property
    def results(self) -> dict[str, Any]:
        """The judgements by result."""
        assert self.report.judged is not None, self.report.reason
        return {judgement.result.name: judgement for judgement in self.report.judged.judgements}

    @property
    def attachments(self) -> dict[str, AttachmentAdded]:
        return {event.name: event for event in self.events if isinstance(event, AttachmentAdded)}

    @property
    def prompts(self) -> list[Prompt]:
        return [event.prompt for event in self.events if isinstance(event, PromptAsked)]
