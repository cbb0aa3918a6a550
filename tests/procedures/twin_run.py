"""A run in memory on a simulated bench behind its wires: waits are single steps of the bench's clock."""

from collections.abc import Mapping
from typing import Any

from qcstation.model.errors import RunAborted
from qcstation.model.raw import RawData
from qcstation.model.verdicts import Judgement, judge
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.specifications import parameters_of, specification_of
from tests.instruments.on_twin import TwinBench
from tests.procedures.stand import MemoryRun


class TwinRun(MemoryRun):
    """Aborts before wait number `stop_at`."""

    def __init__(self, bench: TwinBench | None = None, *, stop_at: int | None = None) -> None:
        super().__init__()
        self.waits = 0
        self.stop_at = stop_at
        if bench is not None:
            self.clock = bench.clock

    def wait(self, seconds: float) -> None:
        self.waits += 1
        if self.stop_at is not None and self.waits >= self.stop_at:
            raise RunAborted("the operator pressed abort")
        self.clock.sleep(seconds)


def judged(kind: type[Procedure], raw: RawData) -> dict[tuple[str, str], Judgement]:
    """What the shipped specification says of raw data, by result and channel."""
    specification = specification_of(kind, None)
    results = kind.analyse(raw, parameters_of(kind, specification))
    return {(judgement.result.name, judgement.result.channel): judgement for judgement in judge(results, specification)}


def acquired(kind: type[Procedure], run: TwinRun, instruments: Mapping[str, Any], **settings: Any) -> RawData:
    """The raw data of a run with these settings."""
    kind(kind.Settings.parsed(settings), instruments).acquire(run)
    return run.raw()
