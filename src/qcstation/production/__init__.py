"""The QC database: an index of the records that can be made again from them at any time."""

from typing import TYPE_CHECKING

from qcstation.model.lazy import loader

from .answers import (
    AnalysisAnswer,
    Assembly,
    ComponentHistory,
    Disposition,
    MeasuredValue,
    PassedStage,
    Remark,
    RunDetail,
    RunSummary,
    Signature,
    UsedInstrument,
)
from .judging import judgements_of
from .questions import (
    Choices,
    ComponentFilter,
    ComponentOrder,
    ComponentSummary,
    RunFilter,
    RunOrder,
    day_began,
    day_ended,
)

if TYPE_CHECKING:
    from .database import Database
    from .distributions import DistributedValue, Distribution, UsedLimit
    from .synchronising import SyncReport
    from .yields import Period, Share, Yield, YieldBy

__all__ = [
    "AnalysisAnswer",
    "Assembly",
    "Choices",
    "ComponentFilter",
    "ComponentHistory",
    "ComponentOrder",
    "ComponentSummary",
    "Database",
    "Disposition",
    "DistributedValue",
    "Distribution",
    "MeasuredValue",
    "PassedStage",
    "Period",
    "Remark",
    "RunDetail",
    "RunFilter",
    "RunOrder",
    "RunSummary",
    "Share",
    "Signature",
    "SyncReport",
    "UsedInstrument",
    "UsedLimit",
    "Yield",
    "YieldBy",
    "day_began",
    "day_ended",
    "judgements_of",
]

# SQLAlchemy is needed by those who ask the database alone.
__getattr__ = loader(
    __name__,
    {
        "Database": "database",
        "DistributedValue": "distributions",
        "Distribution": "distributions",
        "Period": "yields",
        "Share": "yields",
        "SyncReport": "synchronising",
        "UsedLimit": "distributions",
        "Yield": "yields",
        "YieldBy": "yields",
    },
)
