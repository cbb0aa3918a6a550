"""A bench driven by hand: a run like any other, so that safe stack, watchdog, interlocks and record serve it as any run."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self

from pydantic import model_validator

from qcstation.instruments.instrument import Instrument
from qcstation.model.errors import InputError, InstrumentError
from qcstation.model.estimates import Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.model.units import format_quantity, parse_quantity
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.settings import Duration, ProcedureSettings

from .commands import END, WAIT, CommandChannel, ManualCommand
from .controls import Action, action_of, controls_of
from .desk import Desk

_TICK = 0.05
_LOOK = 0.5
"""Seconds between two readings of what is on; fast enough for a person, slow enough for the instruments."""


class ManualControl(Procedure):
    """Carries out commands until it is told to end; without any for `idle`, it ends by itself and everything is made safe.

    Outputs are switched on with a compliance and moved by the station file's ramps; a wrong command is refused and nothing else
    happens. An instrument that fails while its output is on ends the run, which makes the bench safe.
    """

    id = "station.manual-control"
    title = "Manual control"
    specification_file = "manual_control.toml"
    by_hand = True

    channel: ClassVar[CommandChannel | None] = None
    """Where commands come from; `manual_control` makes a class with one."""

    class Settings(ProcedureSettings):
        """What an operator may set."""

        idle: Duration = "10 min"
        """Without a command for so long, everything is ramped down and switched off."""

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 1 <= self.idle <= 86400:
                raise ValueError(f"idle ({self.idle:g} s) must be 1 s to 24 h")
            return self

    def __init__(self, settings: ProcedureSettings, instruments: Mapping[str, Instrument]) -> None:
        super().__init__(settings, instruments)
        self._instruments = instruments
        self._quiet: set[str] = set()
        self._held_until = float("-inf")
        self._waiting = 0.0

    def acquire(self, run: Run) -> None:
        """Do as told until the end.

        Raises:
            InputError: nobody can tell it anything.
        """
        if self.channel is None:
            raise InputError(f"{self.id} is driven by hand: use `qcstation manual`, or the Station page of the window")
        with run.step("manual control"), Desk(run) as desk:
            self._serve(run, desk, self.channel)

    def _serve(self, run: Run, desk: Desk, channel: CommandChannel) -> None:
        heard, looked = run.clock.monotonic(), float("-inf")
        while True:
            now = run.clock.monotonic()
            command = None if self._patient(desk, now) else channel.take()
            if command is not None:
                heard = now
                run.message(str(command))
                if command.action == END:
                    return
                self._obey(run, desk, command)
            elif now - heard > self.settings.idle:
                run.warn(f"no command for {format_quantity(self.settings.idle, 's')}: everything is ramped down and switched off")
                return
            if now - looked >= _LOOK:
                looked = now
                self._look(run, desk)
            if desk.moving:
                desk.move()
            else:
                run.wait(_TICK)

    def _patient(self, desk: Desk, now: float) -> bool:
        """Whether a `wait` still holds the next command back."""
        if self._waiting and not desk.moving:
            self._held_until, self._waiting = now + self._waiting, 0.0
        return bool(self._waiting) or now < self._held_until

    def _obey(self, run: Run, desk: Desk, command: ManualCommand) -> None:
        try:
            if command.action == WAIT:
                self._waiting = max(parse_quantity(command.values.get("time", "0 s"), "s"), _TICK)
                return
            instrument = self._instruments.get(command.instrument)
            if instrument is None:
                raise InputError(f"no instrument {command.instrument!r}; there are: {', '.join(self._instruments)}")
            action = action_of(type(instrument), command.action)
            values = action.parsed(command.values)
            if action.needs_output is False and desk.is_on(instrument.name):
                raise InputError(f"{instrument.name} is on: switch it off first")
            self._carry_out(run, desk, instrument, action, values)
        except InputError as error:
            run.warn(f"refused: {error}")

    def _carry_out(self, run: Run, desk: Desk, instrument: Instrument, action: Action, values: Mapping[str, float]) -> None:
        was_on = desk.is_on(instrument.name)
        try:
            action.carry_out(desk, instrument, values)
        except InstrumentError as error:
            # An output must not stay on, or go on, with an instrument that does not do as it is told.
            if action.arms or was_on:
                raise
            run.warn(str(error))

    def _look(self, run: Run, desk: Desk) -> None:
        desk.look()
        for name, instrument in self._instruments.items():
            for controls in controls_of(type(instrument)):
                if controls.live is None:
                    continue
                try:
                    controls.live(instrument)
                    self._quiet.discard(name)
                except InstrumentError as error:
                    if name not in self._quiet:
                        self._quiet.add(name)
                        run.warn(str(error))

    @staticmethod
    def analyse(raw: RawData, parameters: object) -> Sequence[Result]:  # noqa: ARG004
        """Return nothing: what was done by hand is kept, not judged."""
        return ()


def manual_control(channel: CommandChannel, kinds: Mapping[str, type[Instrument]]) -> type[ManualControl]:
    """Return manual control of these instruments, by their names in the station file, driven through `channel`."""
    driven: dict[str, type[Instrument]] = dict(kinds)

    class DrivenControl(ManualControl):
        @classmethod
        def optional_roles(cls) -> dict[str, type[Instrument]]:
            return driven

    DrivenControl.channel = channel
    return DrivenControl
