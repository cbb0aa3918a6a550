"""What all instruments with an output have in common: nothing goes on without somebody who can make it safe."""

from qcstation.model.errors import InputError, InstrumentError
from qcstation.safety.supervisor import Supervisor

from .instrument import Instrument

SAFING_MARGIN = 2.0
"""Seconds that safing may take beyond its ramp: the promise that every output is at its safe value by then."""


class GuardedOutput(Instrument):
    """An instrument whose output stands on the safe stack while it is on."""

    def _make_safe(self, supervisor: Supervisor) -> None:
        supervisor.make_safe(self.name)
        supervisor.output_changed(self.name, on=False, level=0.0, unit="V")

    def _make_safe_after(self, error: BaseException, supervisor: Supervisor) -> None:
        # A generator that is finalised, mostly by the garbage collector: in any thread, in the middle of anything, with any lock
        # held that safing would wait for. Nothing may talk to an instrument there; the output is left to the run's safe stack.
        if isinstance(error, GeneratorExit):
            return
        # What stopped the run must reach whoever runs it; an output that stays unsafe stays on the safe stack.
        try:
            self._make_safe(supervisor)
        except InstrumentError as unsafe:
            error.add_note(f"the output could not be made safe: {unsafe}")

    def _supervised(self) -> Supervisor:
        if self.supervisor is None:
            problem = "switches no output on without a supervisor that can make it safe: run it through the station"
            raise InstrumentError(problem, instrument=self.name)
        return self.supervisor

    def _check_bound(self, what: str, asked: float, instrument: float, station: float | None, unit: str) -> None:
        if not 0 < asked <= instrument:
            raise InputError(f"{self.name}: {what} {asked:g} {unit} is not within the instrument's 0 to {instrument:g} {unit}")
        if station is not None and asked > station:
            raise InputError(f"{self.name}: {what} {asked:g} {unit} is above the station file's {station:g} {unit}")
