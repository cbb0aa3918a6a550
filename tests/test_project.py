"""What the project promises beside its code: pinned versions that name no registry, documents whose links are right."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qcstation.cli.exit_codes import ExitCode
from tests.conftest import ROOT

LOCKS = [ROOT / "requirements.lock", ROOT / "benchmarks" / "requirements.lock"]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"]


def pinned(lock: Path) -> dict[str, str]:
    """Return all entries of a lock file by package name."""
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    return {re.split(r"[=\[ ]", entry)[0].lower(): entry for entry in entries}


def normal(requirement: str) -> str:
    return re.split(r"[<>=\[ ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_a_lock_pins_everything_by_hash_and_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--extra-index|--find-links|@ ", text)
    for name, entry in pinned(lock).items():
        assert re.match(rf"{re.escape(name)}==\S+", entry), entry
        assert "--hash=sha256:" in entry, name


def test_the_lock_has_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    asked = project["project"]["dependencies"] + groups["test"] + groups["lint"] + groups["build"]
    assert {normal(requirement) for requirement in asked} - set(pinned(LOCKS[0])) == set()
    assert {normal(requirement) for requirement in groups["bench"]} - set(pinned(LOCKS[1])) == set()


def test_both_locks_agree() -> None:
    first, second = pinned(LOCKS[0]), pinned(LOCKS[1])
    differing = [name for name in first.keys() & second.keys() if first[name].split()[0] != second[name].split()[0]]
    assert differing == []


def test_the_readme_has_all_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(row) for row in rows] == sorted(ExitCode)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\((\d{4}-[^)]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in folder.glob("[0-9]*.md")}


def test_the_command_line_starts_without_heavy_modules() -> None:
    heavy = {"scipy", "pint", "sqlalchemy", "pyvisa", "h5py", "PyQt6", "alembic"}
    program = f"import sys; from qcstation.cli.app import app; print(*sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
