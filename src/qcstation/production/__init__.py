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
from .questions import Choices, ComponentFilter, ComponentOrder, ComponentSummary, RunFilter, RunOrder
from .synchronising import SyncReport

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
    "MeasuredValue",
    "PassedStage",
    "Remark",
    "RunDetail",
    "RunFilter",
    "RunOrder",
    "RunSummary",
    "Signature",
    "SyncReport",
    "UsedInstrument",
]
