"""Runs are noted and signed off from the command line, and that outlives the database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qcstation.records import DataFolder
from tests.product.conftest import GOOD, Finished
from tests.production.site import add_run

Command = Callable[..., Finished]
RUN = "aaaa1111-0000-4000-8000-000000000001"


@pytest.fixture
def run(data_dir: Path, qcstation: Command) -> str:
    add_run(DataFolder(data_dir), run=RUN)
    assert qcstation("db", "rebuild").code == 0
    return RUN


def test_who_signed_and_what_was_noted_is_shown_and_survives_a_rebuild(run: str, qcstation: Command) -> None:
    assert qcstation("note", run[:8], "a scratch at the edge", "--operator", "B. Noter").code == 0
    signed = qcstation("sign", run[:8], "--by", "A. Signer", "--note", "looked at the pads")
    assert signed.code == 0, signed.err
    assert "A. Signer" in signed.out
    qcstation("db", "rebuild")
    shown = qcstation("show", run[:8], "--json").document
    assert [(one["text"], one["by"]) for one in shown["comments"]] == [("a scratch at the edge", "B. Noter")]
    assert [(one["by"], one["note"]) for one in shown["signatures"]] == [("A. Signer", "looked at the pads")]
    assert shown["verdict"] == "PASS"
    for command in (("show", run), ("history", GOOD)):
        text = " ".join(qcstation(*command).out.split())
        assert "A. Signer" in text
        assert "a scratch at the edge" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sign", "aaaa1111", "--by", " "), "by a person"),
        (("sign", "bbbb2222", "--by", "A. Signer"), "no run begins with"),
        (("note", "aaaa1111", "  "), "the note is empty"),
    ],
)
def test_nobody_nothing_and_no_run_are_refused(arguments: tuple[str, ...], words: str, run: str, qcstation: Command) -> None:
    refused = qcstation(*arguments)
    assert refused.code == 2
    assert words in refused.err
    assert qcstation("show", run, "--json").document["signatures"] == []
