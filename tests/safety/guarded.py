"""A main program for the tests of the watchdog: switches supplies on under guard and then behaves as its first argument says.

It prints one line of JSON when the outputs are on, and for as long as it drives them keeps their levels moving, as a run does.
"""

import ctypes
import os
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from qcstation.model.clock import WallClock
from qcstation.model.errors import WatchdogLost
from qcstation.safety.recipes import SafingRecipe
from qcstation.safety.signals import RunSignals
from qcstation.safety.stack import SafeStack
from qcstation.safety.watchdog import Watchdog
from qcstation.transports import Link, open_link


class Orders(Struct, kw_only=True):
    """What to do. `behaviour`: drive, busy, busy no more, sleep, spin, crash, fork, let go, exit, or finish."""

    behaviour: str
    folder: str
    recipes: list[SafingRecipe]
    promise: float = 5.0
    declare_unsafe_after: float = 10.0
    retry_for: float = 600.0
    busy: float = 0.0


class Ready(Struct, kw_only=True):
    """The outputs are on."""

    watchdog: int
    time: float


def main(orders: Orders) -> int:
    folder = Path(orders.folder)
    watchdog = Watchdog.start(
        station="bench",
        report=folder / "report.json",
        register=folder / "unsafe",
        promise=orders.promise,
        declare_unsafe_after=orders.declare_unsafe_after,
        retry_for=orders.retry_for,
    )
    stack = SafeStack(WallClock(), guard=watchdog, retry_for=0.0)
    links = [open_link(recipe.link) for recipe in orders.recipes]
    with RunSignals() as signals:
        for recipe, link in zip(orders.recipes, links, strict=True):
            stack.push(recipe, link)
            link.write("LEV -20")
            link.write("OUT ON")
            link.query("OUT?")
        sys.stdout.buffer.write(msgspec.json.encode(Ready(watchdog=watchdog.pid, time=time.monotonic())) + b"\n")
        sys.stdout.flush()
        code = 0
        try:
            behave(orders, watchdog, links, signals)
        except WatchdogLost:
            code = 7
        unsafe = stack.unwind("end")
        for link in links:
            link.close()
        watchdog.finish()
    return code or (5 if unsafe else 0)


def behave(orders: Orders, watchdog: Watchdog, links: list[Link], signals: RunSignals) -> None:
    match orders.behaviour:
        case "drive":
            drive(watchdog, links, signals)
        case "busy":
            with watchdog.busy(orders.busy):
                watchdog.beat()
                time.sleep(orders.busy)
        case "busy no more":
            with watchdog.busy(60):
                watchdog.beat()
            time.sleep(60)
        case "sleep":
            time.sleep(60)
        case "spin":
            spin()
        case "crash":
            ctypes.string_at(0)
        case "fork":
            # A child that lives on with a copy of the pipe, as multiprocessing makes them.
            if not os.fork():
                time.sleep(1.5)
                os._exit(0)
            drive(watchdog, links, signals)
        case "let go":
            os.close(watchdog._pipe.fileno())
            time.sleep(60)
        case "exit":
            os._exit(3)


def drive(watchdog: Watchdog, links: list[Link], signals: RunSignals) -> None:
    step = 0
    while signals.reason is None:
        step += 1
        for link in links:
            link.write(f"LEV {-20 - step % 20}")
            watchdog.beat()
        time.sleep(0.005)


def spin() -> None:
    # Calls back into Python from C without ever letting another thread run.
    ctypes.pythonapi.PyRun_SimpleString(b"import sys; sys.setswitchinterval(1e9)\nwhile True: pass")


if __name__ == "__main__":
    sys.exit(main(msgspec.json.decode(sys.argv[1].encode(), type=Orders)))
