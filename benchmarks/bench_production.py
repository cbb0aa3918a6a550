"""Looking things up in the database of a large site: 20,000 components and 50,000 runs, by query and in the window.

Gates: a first page within 50 ms and a search within 100 ms, as a person notices more; the last page of all runs at most three
times the first (a page by OFFSET is shown beside it); all runs come when the window's list is scrolled to its end. How long the
window's event loop was held up meanwhile, and while all runs are exported, is reported beside a goal of 50 ms.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text

from large_site import make_site, sensor_number
from qcstation.model.verdicts import Verdict
from qcstation.production import ComponentFilter, ComponentOrder, Database, Period, RunFilter, RunOrder, RunSummary, YieldBy

COMPONENTS, RUNS = 20_000, 50_000
ROUNDS = 7
FIRST_PAGE, SEARCH = 0.050, 0.100
HIGHEST_RATIO = 3.0
PATIENCE = 300.0


def seconds(question: Callable[[], object]) -> float:
    """Return how long an answer takes, in s: the median of some."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        question()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def first_pages(database: Database) -> dict[str, float]:
    """Return the time of each first page in s."""
    return {
        "components, first page": seconds(lambda: database.search_components(ComponentFilter())),
        "components by last run, first page": seconds(
            lambda: database.search_components(ComponentFilter(), order=ComponentOrder.LAST_RUN, descending=True)
        ),
        "runs, first page": seconds(lambda: database.search_runs(RunFilter())),
        "runs by procedure, first page": seconds(lambda: database.search_runs(RunFilter(), order=RunOrder.PROCEDURE)),
    }


def searches(database: Database) -> dict[str, float]:
    """Return the time of each search in s."""
    some = sensor_number(12_345)
    return {
        "components by a part of the number": seconds(lambda: database.search_components(ComponentFilter(text=some[5:]))),
        "components by a name that nothing has": seconds(lambda: database.search_components(ComponentFilter(text="nothing"))),
        "components of a wafer": seconds(lambda: database.search_components(ComponentFilter(batch="W311"))),
        "components that failed last": seconds(lambda: database.search_components(ComponentFilter(verdict=Verdict.FAIL))),
        "runs by a part of the number": seconds(lambda: database.search_runs(RunFilter(text=some[5:]))),
        "runs that failed and count": seconds(
            lambda: database.search_runs(RunFilter(verdict=Verdict.FAIL, counting=True, component_type="hgtd.sensor"))
        ),
        "runs of an operator who has none": seconds(lambda: database.search_runs(RunFilter(operator="nobody"))),
        "how many runs of a procedure count": seconds(
            lambda: database.count_runs(RunFilter(procedure="hgtd.sensor-iv", counting=True))
        ),
    }


def statistics_of(database: Database) -> dict[str, float]:
    """Return the time of each summary in s, for the record: nobody waits for it with the hand on the mouse."""
    counting = RunFilter(counting=True)
    return {
        "yield of procedures by week": seconds(lambda: database.yields(counting, by=YieldBy.PROCEDURE, period=Period.WEEK)),
        "distribution of 16,000 values": seconds(lambda: database.distributions("breakdown_voltage", counting)),
    }


def last_page(database: Database, url: str) -> tuple[float, float, float]:
    """Return the time of the first page, of the last one, and of the last one by OFFSET in plain SQL, in s."""
    before: RunSummary = list(database.every_run(RunFilter()))[-201]
    engine = create_engine(url)
    offset = text("SELECT * FROM run ORDER BY started DESC, uuid DESC LIMIT 200 OFFSET :place")
    with engine.connect() as connection:
        by_offset = seconds(lambda: connection.execute(offset, {"place": RUNS - 200}).all())
    engine.dispose()
    first = seconds(lambda: database.search_runs(RunFilter()))
    return first, seconds(lambda: database.search_runs(RunFilter(), after=before)), by_offset


def report(taken: dict[str, float], gate: float | None) -> int:
    """Print times beside their gate; return how many miss it."""
    for name, each in taken.items():
        word = "" if gate is None else f"gate {gate * 1e3:.0f} ms: {'holds' if each <= gate else 'MISSED'}"
        print(f"{name:<44} {each * 1e3:8.1f} ms  {word}".rstrip())
    return sum(gate is not None and each > gate for each in taken.values())


def report_pages(first: float, last: float, by_offset: float) -> int:
    """Print how a page's place tells; return 1 if the gate is missed."""
    print(f"last page: {last / first:.1f} times the first ({by_offset * 1e3:.1f} ms by OFFSET in plain SQL, without joins)")
    holds = last <= HIGHEST_RATIO * first
    print(f"gate: at most {HIGHEST_RATIO:g} times: {'holds' if holds else 'MISSED'}")
    return int(not holds)


def window_gaps(folder: Path) -> int:
    """Scroll through all runs in the window and export them, offscreen; return how many gates are missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from production_window import export_all, open_page, scroll_to_end

    with open_page(folder) as page:
        rows, taken, gap = scroll_to_end(page, PATIENCE)
        print(f"scrolled through {rows} runs in {taken:.1f} s")
        exported, written = export_all(page, folder / "runs.csv", PATIENCE)
        print(f"exported them in {written:.1f} s")
    print(
        f"longest gap of the event loop: {gap * 1e3:.0f} ms while scrolling, {exported * 1e3:.0f} ms while exporting; goal 50 ms"
    )
    complete = rows == RUNS
    print(f"gate: all runs have come: {'holds' if complete else 'MISSED'}")
    return int(not complete)


def main() -> int:
    """Print the tables; return 1 if a gate is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'qcstation.db'}"
        began = time.perf_counter()
        make_site(url, components=COMPONENTS, runs=RUNS)
        print(f"made {COMPONENTS} components and {RUNS} runs in {time.perf_counter() - began:.1f} s")
        database = Database(url)
        missed = report(first_pages(database), FIRST_PAGE) + report(searches(database), SEARCH)
        report(statistics_of(database), None)
        missed += report_pages(*last_page(database, url))
        database.close()
        missed += window_gaps(folder)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
