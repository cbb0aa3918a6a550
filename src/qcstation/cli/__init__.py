"""The qcstation command."""

import sys
from typing import Any

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with the documented exit code."""
    sys.exit(int(run(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command line on `arguments` and return the exit code."""
    import typer

    from .app import app
    from .exit_codes import ExitCode
    from .failures import print_failure, report_failure

    # Typer carries its own click since 0.20; its exceptions are reached through the ones that it exports.
    usage_error: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
    as_json = "--json" in arguments
    try:
        code = app(args=arguments, prog_name="qcstation", standalone_mode=False)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else ExitCode.USAGE
    except typer.Abort:
        return report_failure(KeyboardInterrupt(), as_json=as_json)
    except usage_error as error:
        context = getattr(error, "ctx", None)
        hint = f" (see `{context.command_path} --help`)" if context else ""
        print_failure("usage", error.format_message() + hint, ExitCode.USAGE, as_json=as_json)
        return ExitCode.USAGE
    except BaseException as error:  # noqa: BLE001 - nobody who runs a command is shown a traceback
        return report_failure(error, as_json=as_json)
    return code if isinstance(code, int) else ExitCode.PASS
