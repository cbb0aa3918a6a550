"""The example in docs/writing-a-procedure.md works as it stands."""

import re
from pathlib import Path

import pytest

from qcstation.procedures.registry import procedure
from qcstation.simulation.devices import LgadSensor
from tests.procedures.stand import Stand, measure

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "writing-a-procedure.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    code = re.search(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    path = tmp_path / "stability.py"
    path.write_text(code[1])
    (tmp_path / "stability.toml").write_text(
        '[specification]\nid = "lab.stability"\nversion = "1"\n'
        '[limits.drift]\nunit = "A"\nmax = 1e-9\nrequired = true\nsource = "test"\n'
    )
    return path


def test_it_loads_plans_measures_and_judges(example: Path) -> None:
    kind = procedure("lab.stability", files=[example])
    assert set(kind.roles()) == {"bias"}
    assert set(kind.optional_roles()) == {"climate"}
    assert kind.plan(kind.Settings()).envelope == (-80.0, 0.0)
    outcome = measure(kind, Stand(LgadSensor.make("good", 2)), {"points": 20})
    assert outcome.run.clock.monotonic() >= 20
    assert len(outcome.raw["current"]) == 20
    # The meter's floor is 0.3 nA: twenty readings spread over about four times that.
    assert 1e-10 < outcome.finding("drift").value < 5e-9
