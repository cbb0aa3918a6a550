"""Operators and their badges, from the command line to the run's record."""

from collections.abc import Callable

from tests.product.conftest import Finished

Command = Callable[..., Finished]


def _known(qcstation: Command) -> list[tuple[str, str]]:
    listed = qcstation("operator", "list", "--json").document
    return [(operator["name"], operator["badge"]) for operator in listed]


def test_a_badge_names_one_person_the_last_who_got_it(qcstation: Command) -> None:
    assert _known(qcstation) == []
    assert qcstation("operator", "enter", "B. Second", "--badge", "0042").code == 0
    assert qcstation("operator", "enter", "a. first").code == 0
    assert _known(qcstation) == [("a. first", ""), ("B. Second", "0042")]
    assert qcstation("operator", "enter", "a. first", "--badge", "0042").code == 0
    assert _known(qcstation) == [("a. first", "0042"), ("B. Second", "")]
    assert qcstation("db", "rebuild").code == 0


def test_nobody_is_no_operator(qcstation: Command) -> None:
    refused = qcstation("operator", "enter", "  ")
    assert refused.code == 2
    assert "nobody is named" in refused.err


def test_a_scanned_badge_stands_as_a_name_in_the_record(qcstation: Command) -> None:
    assert qcstation("operator", "enter", "A. First", "--badge", "0042").code == 0
    ended = qcstation("run", "hgtd.lcr-open-short", "--simulate", "--device", "dead", "--yes", "--operator", "0042", "--json")
    listed = qcstation("runs", "--json").document
    assert [(run["run"], run["operator"]) for run in listed] == [(ended.document["run"], "A. First")]
