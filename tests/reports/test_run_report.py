"""The page of a run: what it says, that it needs nothing else, and that nothing in a record can break it."""

import re
from pathlib import Path

import pytest

from qcstation.model.components import Component
from qcstation.model.errors import StorageError
from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.events import InterlockChanged, OutputUnsafe
from qcstation.model.limits import parse_specification
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.reports import report_html, write_report
from tests.reports.page import Page
from tests.reports.records import START, cv_table, iv_table, record, table


def _page(**changes: object) -> Page:
    return Page(report_html(record(**changes)))  # type: ignore[arg-type]


def test_page_says_what_was_found_and_judged() -> None:
    text = _page().text
    for piece in (
        "20WS1000100101", "Sensor IV", "✕ FAIL", "COMPLETED",
        "Breakdown voltage", "156.13 ± 0.42 V", "≥ 120 V", "unverified", "limits of the test", "✓ PASS", "interpolated",
        "Leakage current", "pad 12", "250.0 ± 1.0 nA", "≤ 100 nA", "above 100 nA",
        "End voltage", "> 200 V", "information", "Slope", "— information", "too few points",
    ):  # fmt: skip
        assert piece in text, piece


def test_page_says_how_it_was_measured_and_where_it_comes_from() -> None:
    run = record()
    text = Page(report_html(run)).text
    assert run.judged is not None
    for piece in (
        "2023-11-14 22:13:20 UTC", "Duration 1 min 22 s", "Operator operator 1", "Stage reception",
        "Stop \N{MINUS SIGN}200 V", "Compliance 10 µA", "Pads 225", "Verbose yes",
        "KEITHLEY,MODEL 2410", "keithley.2410", "GPIB0::24::INSTR",
        "+1 min 10 s warning humidity is high",
        "0c0f5a52-6d2c-4a0e-9d7f-3a1c5b1c9a10", "hgtd.sensor-iv, version 3", run.judged.digest, "qcstation 0.1.0", "5f" * 32,
    ):  # fmt: skip
        assert piece in text, piece


def test_page_is_self_contained_and_has_no_script() -> None:
    html = report_html(record(tables=[iv_table(), cv_table()]))
    page = Page(html)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed"}
    assert not re.search(r"https?://|url\(|@import|\bsrc=|\bhref=|\bon\w+=", html)


def test_both_themes_and_paper_are_provided_for() -> None:
    html = report_html(record())
    assert "@media (prefers-color-scheme: dark)" in html
    assert "@media print" in html
    assert "size: A4" in html


def test_iv_plot_marks_the_breakdown_voltage() -> None:
    page = _page()
    (plot,) = [svg for svg in page.svgs if svg.attrib["class"] == "plot"]
    assert plot.attrib["aria-label"] == "Current against reverse bias"
    assert "V bd 156.13 ± 0.42 V".replace("V bd", "Vbd") in "".join(plot.itertext()).replace("\u200b", "")
    assert "30 points, 2 of them in compliance." in page.text


def test_cv_plots_mark_both_voltages_and_leave_out_invalid_readings() -> None:
    found = (
        Result("gain_layer_voltage", Estimate(value=40.1, unit="V", uncertainty=0.3)),
        Result("gain_layer_voltage_curvature", Estimate(value=41.0, unit="V", uncertainty=0.3)),
        Result("depletion_voltage", Estimate(value=60.0, unit="V", censored=Censoring.ABOVE)),
        Result("end_capacitance", Refusal(unit="F", reason="too few points")),
    )
    page = _page(tables=[cv_table()], results=found)
    plots = [svg for svg in page.svgs if svg.attrib["class"] == "plot"]
    assert len(plots) == 2
    for plot in plots:
        text = "".join(plot.itertext()).replace("\u200b", "")
        assert "Vgl 40.10 ± 0.30 V" in text
        assert "41.00" not in text, "one estimator a quantity"
        assert "Vfd > 60 V" in text
        assert len(plot.findall("circle")) == 59
        classes = [line.attrib["class"] for line in plot.findall("line") if line.attrib["class"].startswith("marker")]
        assert sorted(classes) == ["marker", "marker bound"]
    assert "61 points, 2 invalid reading(s) left out." in page.text


def test_many_channels_are_not_all_marked_on_one_curve() -> None:
    found = [Result("breakdown_voltage", Estimate(value=150.0 + k, unit="V"), channel=str(k)) for k in range(9)]
    (plot,) = [svg for svg in _page(results=found).svgs if svg.attrib["class"] == "plot"]
    assert [line for line in plot.findall("line") if line.attrib["class"] == "marker"] == []


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.ABORTED, Outcome.INTERRUPTED])
def test_run_that_ended_badly_has_no_verdict_but_its_data(outcome: Outcome) -> None:
    page = _page(outcome=outcome, judged=False)
    assert f"no verdict {outcome.value} no answer" in page.text
    assert "Results" not in page.text
    assert [svg.attrib["class"] for svg in page.svgs] == ["plot"]


def test_unfinished_run_says_so() -> None:
    page = _page(outcome=None, judged=False)
    assert "NOT FINISHED" in page.text
    assert "not sealed: the run has not been finished" in page.text


def test_unsafe_output_is_the_first_thing_on_the_page() -> None:
    events = (
        InterlockChanged(time=START + 3, interlock="dew point", ok=False, detail="3 °C, required below 1 °C"),
        OutputUnsafe(time=START + 5, instrument="bias", detail="no answer for 10 s"),
    )
    page = _page(outcome=Outcome.ERROR, judged=False, events=events)
    assert page.text.index("UNSAFE OUTPUT bias: no answer for 10 s") < page.text.index("20WS1000100101 hgtd.sensor")
    assert "warning interlock dew point: 3 °C, required below 1 °C" in page.text
    assert page.with_class("unsafe") == ["p"]


def test_simulated_and_imported_data_are_called_so() -> None:
    assert "Simulated data" in _page(kind=RunKind.SIMULATED).text
    imported = _page(
        kind=RunKind.IMPORTED,
        source="/old/a.iv",
        source_sha256="ab" * 32,
        settings={"area": 1.69e-6, "file: Sample": "S 1"},
        setting_units={"area": "m^2"},
        component=None,
    ).text
    for piece in (
        "Imported data",
        "/old/a.iv",
        "ab" * 32,
        "Header of the imported file Sample S 1",
        "not assigned to a component",
    ):
        assert piece in imported, piece
    assert "Area 1.690×10⁻⁶ m²" in imported
    assert "Simulated data" not in _page().text
    assert "Imported data" not in _page().text


def test_limit_bars_stand_for_estimates_with_bounds_only() -> None:
    limits = [svg.attrib["aria-label"] for svg in _page().svgs if svg.attrib["class"] == "limits"]
    assert limits == ["156.13 ± 0.42 V against ≥ 120 V", "250.0 ± 1.0 nA against ≤ 100 nA"]


@pytest.mark.parametrize(
    ("value", "censored", "inside"),
    [(130.0, None, True), (110.0, None, False), (140.0, Censoring.ABOVE, True), (0.0, None, False)],
)
def test_value_lies_on_the_allowed_part_of_its_bar_if_it_is_allowed(
    value: float, censored: Censoring | None, inside: bool
) -> None:
    found = [Result("breakdown_voltage", Estimate(value=value, unit="V", uncertainty=0.1, censored=censored))]
    (bar,) = [svg for svg in _page(results=found).svgs if svg.attrib["class"] == "limits"]
    at = float(next(element for element in bar.iter("circle")).attrib["cx"])
    allowed = next(element for element in bar.iter("rect") if element.attrib["class"] == "allowed")
    first = float(allowed.attrib["x"])
    assert (first <= at <= first + float(allowed.attrib["width"])) == inside


def test_two_sided_limit_is_a_range_and_one_that_the_site_owes_says_so() -> None:
    specification = parse_specification("""
[specification]
id = "x"
version = "1"
[limits.breakdown_voltage]
unit = "V"
min = -10
max = 200
source = "s"
[limits.owed]
unit = "V"
required = true
set_by_site = true
""")
    text = _page(specification=specification).text
    assert "\N{MINUS SIGN}10 V to 200 V" in text
    assert "to be set by the site" in text
    assert "The value alone decides" in text


def test_everything_foreign_is_escaped() -> None:
    evil = "<script>alert('x')</script>\"&"
    page = _page(
        component=Component(serial_number=evil, type=evil, stage=evil, identifiers={evil: evil}),
        operator=evil,
        note=evil,
        settings={evil: evil},
        setting_units={},
        results=[Result(evil, Estimate(value=1.0, unit=evil, note=evil), channel=evil)],
        events=[OutputUnsafe(time=START, instrument=evil, detail=evil)],
    )
    assert "script" not in {tag for tag, _ in page.tags}
    assert page.text.count("alert('x')") >= 10


def test_tables_without_a_figure_or_with_too_little_are_no_error() -> None:
    page = _page(tables=[table("other", {"a": "V"}, a=[1.0, 2.0]), iv_table(1)])
    assert "Curves" not in page.text
    assert "Results" in page.text


def test_many_messages_are_cut_and_counted() -> None:
    events = [InterlockChanged(time=START, interlock=f"i{k}", ok=False) for k in range(300)]
    assert "101 further messages are in the run file." in _page(events=events).text


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_report(record(), path)
    assert path.read_text(encoding="utf-8") == report_html(record())
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the report cannot be written: No such file or directory; check the folder"):
        write_report(record(), tmp_path / "none" / "report.html")


def test_path_that_is_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(StorageError):
        write_report(record(), tmp_path / "report.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
