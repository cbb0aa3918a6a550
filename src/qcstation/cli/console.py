"""The terminal as a subscriber: live progress, messages and alarms of a run, and the operator's answers."""

import os
import select
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from qcstation.engine.prompts import parse_answer
from qcstation.model.errors import InputError
from qcstation.model.events import (
    AttachmentAdded,
    Event,
    InterlockChanged,
    MessageLogged,
    OutputChanged,
    OutputMadeSafe,
    OutputUnsafe,
    Progressed,
    ReadingSeen,
    RunPaused,
    RunResumed,
    SafingStarted,
    Severity,
    StepStarted,
)
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.units import format_quantity

_STYLE = {Severity.INFO: "", Severity.WARNING: "yellow", Severity.ALARM: "bold white on red"}
_STRIP = ("voltage", "current", "capacitance", "temperature", "humidity")


class LiveConsole:
    """Shows a run while it lasts. Use as a context manager round the run; call it with each event."""

    def __init__(self, console: Console, *, title: str) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            TextColumn("{task.fields[eta]}"),
            TextColumn("{task.fields[strip]}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(title, total=1.0, eta="", strip="")
        self._readings: dict[str, dict[str, str]] = {}
        self._outputs_on: set[str] = set()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        match event:
            case Progressed():
                eta = "" if event.remaining is None else _duration(event.remaining) + " left"
                self._progress.update(self._task, completed=event.fraction, eta=eta)
            case ReadingSeen():
                self._readings[event.instrument] = {
                    name: format_quantity(event.values[name] or 0.0, event.units[name])
                    for name in _STRIP
                    if event.values.get(name) is not None
                }
                self._update_strip()
            case OutputChanged():
                (self._outputs_on.add if event.on else self._outputs_on.discard)(event.instrument)
                self._update_strip()
            case StepStarted():
                self._print(f"  {event.name}", "dim")
            case MessageLogged():
                # Tracebacks and other long texts belong to the record, not to the operator.
                self._print("  " + event.text.strip().splitlines()[-1], _STYLE[event.severity])
            case SafingStarted():
                self._print(f"  making the bench safe: {event.reason}", "yellow")
            case OutputMadeSafe():
                self._print(f"  {event.instrument} is safe", "green")
                if event.detail:
                    self._print(f"    after trouble: {event.detail}", "dim")
            case OutputUnsafe():
                # Straight to the terminal: rich takes control characters out.
                self._console.file.write("\a")
                self._print(f"UNSAFE  {event.instrument}: {event.detail}", _STYLE[Severity.ALARM])
            case InterlockChanged() if not event.ok:
                self._print(f"  interlock {event.interlock}: {event.detail}", "yellow")
            case _:
                self._mention(event)

    def _mention(self, event: Event) -> None:
        match event:
            case RunPaused():
                self._print("  paused; outputs stay as they are", "yellow")
            case RunResumed():
                self._print("  resumed", "dim")
            case AttachmentAdded():
                self._print(f"  attached {event.name}", "dim")
            case _:
                pass

    def _update_strip(self) -> None:
        on = " ".join(f"[bold red]{name} ON[/]" for name in sorted(self._outputs_on))
        values = "  ".join(" ".join(readings.values()) for readings in self._readings.values())
        self._progress.update(self._task, strip=f"{on}  {values}".strip())

    def _print(self, text: str, style: str) -> None:
        self._console.print(text, style=style or None, markup=False, highlight=False)


class ConsolePrompter:
    """Asks on the terminal; the answer is read in a thread of its own, so that abort and interlocks go on."""

    def __init__(self, console: Console, *, operator: str = "") -> None:
        self._console = console
        self._operator = operator

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Show `prompt` and return at once."""
        future: Future[Answer] = Future()
        threading.Thread(target=self._read, args=(prompt, future), daemon=True, name="prompt").start()
        return future

    def _read(self, prompt: Prompt, future: "Future[Answer]") -> None:
        if prompt.kind is PromptKind.FORM:
            self._fill_in(prompt, future)
            return
        hints = {
            PromptKind.CONFIRM: "Enter when done",
            PromptKind.NUMBER: f"number with unit, such as 5 {prompt.unit}".rstrip(),
        }
        hint = hints.get(prompt.kind) or ", ".join(prompt.choices)
        while not future.done():
            self._console.print(f"? {prompt.text}" + (f" [{hint}]" if hint else ""), style="bold", markup=False)
            line = _typed_line(future.done)
            if line is None:
                if not future.done():
                    future.set_exception(InputError("the terminal was closed before the operator answered"))
                return
            try:
                answer = parse_answer(prompt, line, by=self._operator)
            except InputError as error:
                self._console.print(f"  {error}", style="yellow", markup=False)
                continue
            if future.set_running_or_notify_cancel():
                future.set_result(answer)
            return

    def _fill_in(self, prompt: Prompt, future: "Future[Answer]") -> None:
        from .form_console import FormConsole

        answer = FormConsole(self._console, prompt, lambda: _typed_line(future.done), operator=self._operator).answer()
        if answer is None:
            if not future.done():
                future.set_exception(InputError("the terminal was closed before the form was filled in"))
        elif future.set_running_or_notify_cancel():
            future.set_result(answer)


def _typed_line(unwanted: Callable[[], bool]) -> str | None:
    """Return a line that a person types, None when the terminal is closed or the line is not wanted any more.

    Reads the terminal directly: a thread that waits in Python's own standard input would crash the interpreter's way out.
    """
    descriptor = sys.stdin.fileno()
    typed = b""
    while not typed.endswith(b"\n"):
        if os.name == "posix" and not select.select([descriptor], [], [], 0.1)[0]:
            if unwanted():
                return None
            continue
        part = os.read(descriptor, 4096)
        if not part:
            return None
        typed += part
    return typed.decode(errors="replace")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
