"""The shipped specification under the site's own."""

from pathlib import Path

import pytest

from qcstation.model.errors import InputError, SpecificationError
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from qcstation.procedures.registry import all_procedures, procedure
from qcstation.procedures.specifications import parameters_of, specification_of


def overlay(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text('[specification]\nversion = "site-1"\n' + text)
    return path


def test_every_number_that_is_shipped_says_where_it_comes_from() -> None:
    for entry in all_procedures():
        specification = specification_of(procedure(entry.id))
        bounded = [limit for limit in specification.limits if limit.min is not None or limit.max is not None]
        assert bounded or any(limit.set_by_site for limit in specification.limits)
        assert all(limit.source for limit in bounded)
        assert all("demonstration" not in limit.source or limit.unverified for limit in bounded)


def test_a_site_lays_its_own_limit_over_the_shipped_one(tmp_path: Path) -> None:
    shipped = specification_of(SensorIV)
    text = '[limits.breakdown_voltage]\nmin = 140.0\nsource = "site agreement"\n[parameters]\nworking_voltage = "80 V"\n'
    laid = specification_of(SensorIV, overlay(tmp_path, text))
    limit = laid.limit("breakdown_voltage")
    assert limit is not None
    assert (limit.min, limit.source, limit.required) == (140.0, "site agreement", True)
    assert laid.limit("leakage_current") == shipped.limit("leakage_current")
    assert laid.digest != shipped.digest
    assert parameters_of(SensorIV, laid).model_dump()["working_voltage"] == 80.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[limits.breakdwn_voltage]\nunit = "V"\nmin = 140.0\nsource = "x"', "unknown limit 'breakdwn_voltage'"),
        ('[parameters]\nworking_voltge = "80 V"', "unknown analysis parameter 'working_voltge'"),
        ('[parameters]\nworking_voltage = "80 kg"', "working_voltage"),
        ("[parameters]\nworking_voltage = 80", "no unit"),
        ("[nonsense]", "nonsense"),
        ("not toml", "not valid TOML"),
    ],
)
def test_a_wrong_overlay_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        specification_of(SensorIV, overlay(tmp_path, text))


def test_an_overlay_for_another_procedure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[specification]\nid = "hgtd.sensor-cv"\nversion = "site-1"\n')
    with pytest.raises(SpecificationError, match=r"hgtd\.sensor-cv"):
        specification_of(SensorIV, path)


def test_an_overlay_without_a_version_of_its_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[parameters]\nworking_voltage = "80 V"\n')
    with pytest.raises(SpecificationError, match="version of its own"):
        specification_of(SensorIV, path)


def test_an_unreadable_overlay_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(SpecificationError, match=str(path)):
            specification_of(SensorIV, path)
