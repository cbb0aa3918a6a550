"""Serve a simulated bench in a process of its own: ``python -m qcstation.simulation --spec FILE``.

Prints one JSON line with addresses, control address and process id, then serves until Ctrl-C, SIGTERM, a `stop` request, or
until no client was there for ``--linger`` seconds. Started in a new session it outlives a Ctrl-C in its spawner's terminal.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

import msgspec

from .bench import SimulatedBench
from .faults import parse_fault
from .spec import BenchSpec


def main(arguments: list[str] | None = None) -> int:
    """Serve a bench; return the exit code: 0, or 2 for a wrong specification."""
    parser = argparse.ArgumentParser(prog="python -m qcstation.simulation", description="Serve a simulated bench on loopback.")
    parser.add_argument("--spec", required=True, help="JSON file with the bench's specification; -: standard input")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="KIND:INSTRUMENT[,NAME=VALUE]...", help="a fault to inject"
    )
    parser.add_argument("--linger", type=float, metavar="SECONDS", help="exit when no client was connected for so long")
    options = parser.parse_args(arguments)
    try:
        text = sys.stdin.buffer.read() if options.spec == "-" else Path(options.spec).read_bytes()
        spec = msgspec.json.decode(text, type=BenchSpec)
        faults = tuple(parse_fault(fault) for fault in options.fault)
        bench = SimulatedBench(msgspec.structs.replace(spec, faults=spec.faults + faults))
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        sys.stderr.write(f"qcstation.simulation: {error}\n")
        return 2

    def stop(_signal: int, _frame: object) -> None:
        bench.loop.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    sys.stdout.write(json.dumps(bench.ready()) + "\n")
    sys.stdout.flush()
    bench.serve(linger=options.linger)
    return 0


if __name__ == "__main__":
    sys.exit(main())
