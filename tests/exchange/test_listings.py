"""Lists of answers as files."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qcstation.exchange import columns_of, write_csv, write_json, write_listing
from qcstation.model.errors import InputError, StorageError
from qcstation.model.verdicts import Verdict
from qcstation.production import ComponentSummary, Share, Yield

SUMMARY = ComponentSummary(
    serial_number='20WS"1,2',
    type="hgtd.sensor",
    stage="",
    identifiers={"vendor": "W1", "lot": "7"},
    last_run=0.5 * 86400,
    last_verdict=Verdict.PASS,
)
SHARE = Share(passed=1, failed=0, inconclusive=2, fraction=1.0, low=0.025, high=1.0)
YIELD = Yield(group="iv", period="", began=None, share=SHARE, first_pass=SHARE)


def test_csv_is_read_back_by_any_reader() -> None:
    stream = io.StringIO()
    assert write_csv(stream, ComponentSummary, [SUMMARY, SUMMARY]) == 2
    first, second = csv.DictReader(io.StringIO(stream.getvalue()))
    assert first == second
    assert first == {
        "serial_number": '20WS"1,2',
        "type": "hgtd.sensor",
        "stage": "",
        "identifiers": "vendor=W1; lot=7",
        "last_run": "1970-01-01T12:00:00Z",
        "last_verdict": "PASS",
    }


def test_answers_within_answers_become_columns() -> None:
    stream = io.StringIO()
    write_csv(stream, Yield, [YIELD])
    (row,) = csv.DictReader(io.StringIO(stream.getvalue()))
    assert tuple(row) == columns_of(Yield)
    assert (row["share_passed"], row["first_pass_inconclusive"], row["began"]) == ("1", "2", "")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_is_one_array(count: int) -> None:
    stream = io.StringIO()
    assert write_json(stream, [SUMMARY] * count) == count
    found = json.loads(stream.getvalue())
    assert [each["identifiers"] for each in found] == [{"vendor": "W1", "lot": "7"}] * count


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("before", encoding="utf-8")

    def broken() -> Iterator[ComponentSummary]:
        yield SUMMARY
        raise StorageError("the database is gone")

    with pytest.raises(StorageError, match="is gone"):
        write_listing(path, ComponentSummary, broken())
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
    assert write_listing(path, ComponentSummary, [SUMMARY]) == 1
    assert path.read_text(encoding="utf-8").startswith("serial_number,")
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"list.txt: expected a name that ends in .csv or .json"):
        write_listing(tmp_path / "list.txt", ComponentSummary, [])
    with pytest.raises(StorageError, match="cannot be written"):
        write_listing(tmp_path / "no" / "list.csv", ComponentSummary, [])
