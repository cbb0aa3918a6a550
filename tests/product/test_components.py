"""Components, what they are made of and where they stand, from the command line to the rebuilt database."""

from collections.abc import Callable

import pytest

from tests.product.conftest import GOOD, Finished

Command = Callable[..., Finished]
ASIC, HYBRID, MODULE, FLEX = "20WASHP0001001", "20WHNNIP010001", "20WMOAP1000001", "20WMFHP1A00001"


def _parts(qcstation: Command, serial: str) -> list[tuple[str, bool]]:
    links = qcstation("history", serial, "--json").document["children"]
    return [(link["child"], link["disassembled"] is None) for link in links]


def test_parts_are_put_in_and_taken_out_and_the_history_stays(qcstation: Command) -> None:
    assert qcstation("component", "assemble", HYBRID, GOOD).code == 0
    assert qcstation("component", "assemble", HYBRID, ASIC).code == 0
    assert qcstation("component", "assemble", MODULE, HYBRID, "--position", "HV").code == 0
    assert _parts(qcstation, HYBRID) == [(GOOD, True), (ASIC, True)]
    assert qcstation("component", "disassemble", GOOD, "--note", "cracked").code == 0
    assert _parts(qcstation, HYBRID) == [(GOOD, False), (ASIC, True)]
    before = qcstation("history", HYBRID, "--json").out
    assert qcstation("db", "rebuild").code == 0
    assert qcstation("history", HYBRID, "--json").out == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((MODULE, GOOD), "assembled from"),
        ((MODULE, HYBRID), "HV or LV"),
        ((HYBRID, "20WASHP0001002"), "already"),
        (("20WHNNIP010002", ASIC), "a part of 20WHNNIP010001 already"),
        ((HYBRID, "nonsense"), "nonsense"),
    ],
)
def test_what_the_part_tree_forbids_is_refused(arguments: tuple[str, str], words: str, qcstation: Command) -> None:
    assert qcstation("component", "assemble", HYBRID, ASIC).code == 0
    refused = qcstation("component", "assemble", *arguments)
    assert refused.code == 2
    assert words in refused.err


def test_a_component_passes_its_stages_and_runs_are_taken_at_the_present_one(qcstation: Command) -> None:
    assert qcstation("component", "enter", GOOD, "--identifier", "vendor=W7-B4").code == 0
    assert "hybridisation" in qcstation("component", "pass", GOOD, "--by", "tester").out
    assert qcstation("component", "pass", GOOD, "--by", "tester").code == 2, "it is at its last stage"
    component = qcstation("history", GOOD, "--json").document["component"]
    assert (component["stage"], component["identifiers"]) == ("hybridisation", {"vendor": "W7-B4"})
    assert qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--simulate").code == 0
    assert [run["stage"] for run in qcstation("runs", "--json").document] == ["hybridisation"]


def test_nothing_can_be_taken_out_of_nothing(qcstation: Command) -> None:
    refused = qcstation("component", "disassemble", GOOD)
    assert refused.code == 2
    assert "not a part" in refused.err
