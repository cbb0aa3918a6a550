"""The throughput of a site's benches as tables."""

from qcstation.station.throughput import TestTime, Throughput

from .output import print_table


def print_throughput(found: Throughput) -> None:
    """Print each test's times, then each kind of bench, then what was assumed."""
    rows = [
        (
            test.component_type.removeprefix("hgtd."),
            test.stage,
            test.procedure,
            test.bench,
            f"{test.parts}" + (f" / {test.at_once}" if test.at_once > 1 else ""),
            _minutes(test.planned) + (" (assumed)" if test.assumed else ""),
            _measured(test),
            _minutes(test.per_module),
        )
        for test in found.tests
    ]
    headings = ("component", "stage", "test", "bench", "a module", "planned", "runs' median", "bench time a module")
    print_table("Tests", headings, rows, empty="No component requires a test.")
    needs = [(need.bench, _minutes(need.per_module), f"{need.modules_a_day:.1f}", str(need.needed)) for need in found.benches]
    print_table("\nBenches", ("bench", "time a module", "modules a day", "needed"), needs, empty="")
    a = found.assumptions
    print(f"\nall on one bench: {found.one_bench / 3600:.1f} h a module")
    print(
        f"assumed: {a.share:.0%} of all modules = {found.modules}, {a.years:g} years of {a.days:g} days of {a.hours:g} h, "
        f"benches at work {a.availability:.0%} of that, {_minutes(a.handling)} handling a run, {a.repeated:.0%} repeated"
    )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


def _measured(test: TestTime) -> str:
    if test.measured is None:
        return ""
    return f"{_minutes(test.measured)} ({test.runs}{' simulated' if test.simulated else ''})"
