"""The record of what happened: run files, the journals of open runs, and the site log."""

from typing import TYPE_CHECKING

from qcstation.model.lazy import loader

from .attachments import Attachment
from .data_folder import DataFolder, RunLock, default_data_folder
from .entries import (
    AnyEntry,
    BenchConfirmedSafe,
    BenchUnsafe,
    Calibration,
    Comment,
    ComponentAssembled,
    ComponentDisassembled,
    ComponentEntered,
    Entry,
    OperatorEntered,
    RunAssigned,
    RunInvalidated,
    RunReanalysed,
    RunSealed,
    RunSignedOff,
    SpecificationUsed,
    StagePassed,
    Waiver,
)
from .journal import Journal, read_journal
from .site_log import LoggedEntry, LogPosition, SiteLog

if TYPE_CHECKING:
    from .open_run import OpenRun, SealedRun
    from .reading import file_sha256, read_run
    from .record import RunRecord
    from .recorder import RunRecorder
    from .recovery import RecoveredRun, open_journals, recover

__all__ = [
    "AnyEntry",
    "Attachment",
    "BenchConfirmedSafe",
    "BenchUnsafe",
    "Calibration",
    "Comment",
    "ComponentAssembled",
    "ComponentDisassembled",
    "ComponentEntered",
    "DataFolder",
    "Entry",
    "Journal",
    "LogPosition",
    "LoggedEntry",
    "OpenRun",
    "OperatorEntered",
    "RecoveredRun",
    "RunAssigned",
    "RunInvalidated",
    "RunLock",
    "RunReanalysed",
    "RunRecord",
    "RunRecorder",
    "RunSealed",
    "RunSignedOff",
    "SealedRun",
    "SiteLog",
    "SpecificationUsed",
    "StagePassed",
    "Waiver",
    "default_data_folder",
    "file_sha256",
    "open_journals",
    "read_journal",
    "read_run",
    "recover",
]

# HDF5 is needed by run files alone.
__getattr__ = loader(
    __name__,
    {
        "OpenRun": "open_run",
        "RecoveredRun": "recovery",
        "RunRecord": "record",
        "RunRecorder": "recorder",
        "SealedRun": "open_run",
        "file_sha256": "reading",
        "open_journals": "recovery",
        "read_run": "reading",
        "recover": "recovery",
    },
)
