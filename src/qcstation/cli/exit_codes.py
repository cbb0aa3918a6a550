"""The exit codes of the qcstation command, documented in the README."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script is told. The outcome of a run comes before its verdict."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    RUN_NOT_COMPLETED = 3
    INCONCLUSIVE = 4
    INTERNAL = 70
