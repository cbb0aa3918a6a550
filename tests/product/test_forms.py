"""Forms from outside: filled in by options, kept with their files, shown, reported and judged again."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.procedures.form_bench import MASS
from tests.product.conftest import Finished

Command = Callable[..., Finished]
OWN_ANSWERS = """
[answers]
mass = "3.1 g"
surface = "dusty"
pulls = [8.5, 9, 7.9]
[attach]
photos = ["answers.toml"]
"""
MODULE = "20WMOFP0100001"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The station file of a desk without instruments, with a form of the site's own and one that is broken."""
    (tmp_path / "mass.toml").write_text(MASS)
    (tmp_path / "broken.toml").write_text("[form]\n")
    station = tmp_path / "station.toml"
    station.write_text('[station]\nname = "desk"\n[procedures]\nfiles = ["mass.toml", "broken.toml"]\n')
    return station


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "front.png"
    Image.new("RGB", (1200, 900), (40, 90, 160)).save(path)
    return path


def test_a_module_is_inspected_by_options_alone(desk: Path, photo: Path, tmp_path: Path, qcstation: Command) -> None:
    options = ("hgtd.visual-inspection", "-c", MODULE, "--station", str(desk), "--operator", "tester", "--yes", "--json")
    answers = ("--answer", "surface=cosmetic", "--answer", "edges=damaged", "--answer", "contacts=no defect")
    run = qcstation("run", *options, *answers, "--answer", "remarks=chipped at B2", "--attach", f"front={photo}")
    document = run.document
    assert (document["outcome"], document["verdict"]) == ("COMPLETED", "FAIL")
    assert {result["name"]: result["verdict"] for result in document["results"]} == {
        "surface": "PASS", "edges": "FAIL", "contacts": "PASS", "front": None,
    }  # fmt: skip
    report = tmp_path / "report.html"
    assert qcstation("report", document["run"], "--output", str(report)).code == 0
    page = report.read_text()
    assert 'src="data:image/jpeg;base64,' in page
    assert "chipped at B2" in page
    assert "Edges and corners" in page
    assert len(page) < 100_000
    again = qcstation("reanalyse", document["run"], "--dry-run", "--json").document
    assert "FAIL" in json.dumps(again)


def test_the_placement_of_both_hybrids_and_flatness_are_judged(desk: Path, tmp_path: Path, qcstation: Command) -> None:
    points = tmp_path / "cmm.csv"
    points.write_text("X,Y,Z\n0,0,0\n20,0,0\n0,40,0\n20,40,0\n10,20,0.01\n", encoding="utf-8")
    answers = tmp_path / "answers.toml"
    answers.write_text(
        '[answers]\nhv_offset_x = "12 um"\nhv_offset_y = "-20 um"\nhv_rotation = "0.3 mrad"\n'
        'lv_offset_x = "60 um"\nlv_offset_y = "3 um"\nlv_rotation = "-4 mrad"\nthickness = [1.20, 1.21, 1.24]\n'
        '[attach]\npoints = ["cmm.csv"]\n',
        encoding="utf-8",
    )
    document = qcstation(
        "run", "hgtd.metrology", "-c", MODULE, "--station", str(desk), "--answers", str(answers), "--yes", "--json"
    ).document
    results = {result["name"]: result for result in document["results"]}
    failed = {name for name, result in results.items() if result["verdict"] == "FAIL"}
    assert (document["verdict"], failed) == ("FAIL", {"lv_offset_x", "lv_rotation"})
    assert results["thickness_range"]["value"] == pytest.approx(40e-6)
    assert results["flatness"]["value"] == pytest.approx(10e-6, rel=0.01)


def test_a_sites_own_form_is_listed_run_and_judged_again(desk: Path, tmp_path: Path, qcstation: Command) -> None:
    listed = {entry["id"]: entry for entry in qcstation("procedures", "--station", str(desk), "--json").document}
    assert listed["lab.mass"]["title"] == "Mass of a part"
    assert any("broken.toml" in entry["error"] for entry in listed.values())
    answers = tmp_path / "answers.toml"
    answers.write_text(OWN_ANSWERS)
    options = ("--answers", str(answers), "--answer", "surface=scratched")
    run = qcstation("run", "lab.mass", "--station", str(desk), *options, "--json")
    found = {result["name"]: result for result in run.document["results"]}
    assert found["mass"]["value"] == 3.1
    assert found["mean_pull"]["value"] == pytest.approx(25.4 / 3)
    assert found["surface"]["verdict"] == "FAIL"
    again = qcstation("reanalyse", run.document["run"], "--dry-run", "--json")
    assert again.code == run.code, again.err
    assert "3.1" in again.out


def test_looking_at_a_module_needs_no_dry_air(desk: Path, qcstation: Command) -> None:
    unplugged = '[instruments.climate]\ndriver = "generic.climate"\nresource = "TCPIP0::127.0.0.1::1::SOCKET"\n'
    desk.write_text(desk.read_text() + unplugged + '[interlocks.humidity]\nrequire = "climate.humidity < 60 %"\n')
    run = qcstation("run", "lab.mass", "--station", str(desk), "--answer", "mass=3.1 g", "--yes", "--json")
    assert run.document["outcome"] == "COMPLETED"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ((), "mass"),
        (("--answer", "mass=3 V"), "mg"),
        (("--answer", "mass"), "NAME=VALUE"),
        (("--answer", "mass=3 g", "--answer", "size=3"), "no field 'size'"),
        (("--answer", "mass=3 g", "--attach", "photos=no-such.jpg"), "no-such.jpg"),
        (("--answer", "mass=3 g", "--attach", "mass=station.toml"), "takes no file"),
        (("--answers", "no-such.toml"), "no-such.toml"),
    ],
)
def test_wrong_answers_are_refused_before_anything_begins(
    options: tuple[str, ...], word: str, desk: Path, data_dir: Path, qcstation: Command
) -> None:
    refused = qcstation("run", "lab.mass", "--station", str(desk), "--yes", *options)
    assert refused.code == 2
    assert word in refused.err
    assert refused.err.count("\n") == 1
    assert not list(data_dir.rglob("*.h5"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_person_fills_in_a_form_at_the_terminal(desk: Path, tmp_path: Path) -> None:
    import os
    import pty

    (tmp_path / "pulls.csv").write_text("8.5\n9\n7.9\n")
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "qcstation", "run", "lab.mass", "--station", str(desk), "--json"]
    process = subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    os.close(terminal)
    lines = ["7 g", "3.1 g", "", "gloves on", "", f"@{tmp_path / 'pulls.csv'}", "cold", "surface", "dusty", ""]
    os.write(main, "".join(f"{line}\n" for line in lines).encode())
    out, err = process.communicate(timeout=60)
    os.close(main)
    document = json.loads(out)
    assert document["outcome"] == "COMPLETED", err
    found = {result["name"]: result["value"] for result in document["results"]}
    assert found["mass"] == 3.1
    assert found["surface"] == 1.0
    assert found["steps"] == 2.0
    assert found["mean_pull"] == pytest.approx(25.4 / 3)
