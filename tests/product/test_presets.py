"""Presets from the command line: kept a bench, refused in words, used by a run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product.conftest import GOOD, Finished

Command = Callable[..., Finished]
IV = "hgtd.sensor-iv"
BENCH = ("--bench", "lgad")


def test_a_preset_is_kept_listed_used_and_removed(qcstation: Command) -> None:
    saved = qcstation("presets", "save", IV, "short  sweep", "--set", "stop=10 V", "--set", "step=5 V", *BENCH)
    assert saved.code == 0, saved.err
    (listed,) = qcstation("presets", *BENCH, "--json").document
    assert (listed["name"], listed["settings"], listed["problem"]) == ("short sweep", {"stop": "10 V", "step": "5 V"}, "")
    ran = qcstation("run", IV, "-c", GOOD, "--simulate", *BENCH, "--preset", "short sweep", "--set", "stop=15 V", "--json")
    shown = qcstation("show", ran.document["run"]).out
    assert "stop = 15 V" in shown
    assert "step = 5 V" in shown
    assert qcstation("presets", "remove", IV, "short sweep", *BENCH).code == 0
    assert qcstation("presets", *BENCH, "--json").document == []


def test_a_preset_that_does_not_fit_any_more_is_listed_with_the_reason(qcstation: Command, data_dir: Path) -> None:
    qcstation("presets", "save", IV, "old", *BENCH)
    (path,) = data_dir.glob("benches/*.presets.json")
    path.write_text(json.dumps({IV: {"old": {"speed": "fast"}}, "gone.procedure": {"x": {}}}), encoding="utf-8")
    listed = {one["name"]: one["problem"] for one in qcstation("presets", *BENCH, "--json").document}
    assert "unknown setting 'speed'" in listed["old"]
    assert "unknown procedure 'gone.procedure'" in listed["x"]
    refused = qcstation("run", IV, "-c", GOOD, "--simulate", *BENCH, "--preset", "old")
    assert refused.code == 2
    assert "unknown setting 'speed'" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", IV, "-c", GOOD, "--simulate", *BENCH, "--preset", "nothing"), "no preset 'nothing'"),
        (("presets", "save", IV, "x", "--set", "stop=10 kg", *BENCH), "stop"),
        (("presets", "save", IV, "  ", *BENCH), "needs a name"),
        (("presets", "remove", IV, "x", *BENCH), "no preset 'x'"),
        (("presets",), "which bench?"),
    ],
)
def test_wrong_presets_are_refused_in_one_line(arguments: tuple[str, ...], words: str, qcstation: Command) -> None:
    refused = qcstation(*arguments)
    assert refused.code == 2
    assert words in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_a_damaged_file_is_named(qcstation: Command, data_dir: Path) -> None:
    qcstation("presets", "save", IV, "x", *BENCH)
    (path,) = data_dir.glob("benches/*.presets.json")
    path.write_bytes(b"{half")
    refused = qcstation("presets", "save", IV, "y", *BENCH)
    assert refused.code != 0
    assert str(path) in refused.err
    assert path.read_bytes() == b"{half"
