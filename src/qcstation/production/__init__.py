"""The QC database: an index of the records that can be made again from them at any time."""

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
from .database import Database
from .distributions import DistributedValue, Distribution, UsedLimit
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
]
