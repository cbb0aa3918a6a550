import pytest

from qcstation.model.catalogue import default_catalogue
from qcstation.model.components import Catalogue, ChildPosition, ComponentType
from qcstation.model.errors import InputError, SerialNumberError

SENSOR = "20WS1000100101"
MODULE_PARTS = [("hgtd.module-flex", ""), ("hgtd.hybrid", "HV"), ("hgtd.hybrid", "LV")]


def test_a_scanned_number_names_a_component_at_its_first_stage() -> None:
    component = default_catalogue().component(f" {SENSOR}\n")
    assert (component.serial_number, component.type, component.stage) == (SENSOR, "hgtd.sensor", "reception")
    assert default_catalogue().component(SENSOR, stage="hybridisation").stage == "hybridisation"


def test_a_stage_that_its_type_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="no stage 'loading'; known: reception, hybridisation"):
        default_catalogue().component(SENSOR, stage="loading")


@pytest.mark.parametrize("text", ["", "S12", "30WS1000100101", "hello"])
def test_a_number_of_no_product_line_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SerialNumberError, match=r"known: ATLAS HGTD \(20WS"):
        default_catalogue().parse(text)


def test_an_unknown_type_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"hgtd\.sensor"):
        default_catalogue().type("hgtd.sensr")


def test_every_child_is_a_type_of_the_catalogue() -> None:
    catalogue = default_catalogue()
    assert [catalogue.type(child).id for kind in catalogue.types for child in kind.children]
    assert catalogue.type("hgtd.module").children == ("hgtd.module-flex", "hgtd.hybrid", "hgtd.hybrid")
    assert catalogue.type("hgtd.hybrid").children == ("hgtd.sensor", "hgtd.asic")


def test_two_types_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two component types"):
        Catalogue([ComponentType(id="x", title="one"), ComponentType(id="x", title="other")], [])


def test_a_complete_assembly_has_no_problems() -> None:
    catalogue = default_catalogue()
    assert catalogue.type("hgtd.module").assembly_problems(MODULE_PARTS) == ()
    assert catalogue.type("hgtd.hybrid").assembly_problems([("hgtd.asic", ""), ("hgtd.sensor", "")]) == ()
    assert catalogue.type("hgtd.wafer").assembly_problems([("hgtd.sensor", "01"), ("hgtd.sensor", "52")]) == ()
    assert catalogue.type("hgtd.wafer").assembly_problems([]) == ()


@pytest.mark.parametrize(
    ("children", "problems"),
    [
        (MODULE_PARTS[:2], ["module: 0 hgtd.hybrid at position LV, expected exactly one"]),
        (MODULE_PARTS[1:], ["module: 0 hgtd.module-flex, expected exactly one"]),
        (
            [MODULE_PARTS[0], MODULE_PARTS[1], MODULE_PARTS[1]],
            [
                "module: 2 hgtd.hybrid at position HV, expected exactly one",
                "module: 0 hgtd.hybrid at position LV, expected exactly one",
            ],
        ),
        ([*MODULE_PARTS, ("hgtd.sensor", "")], ["module: no hgtd.sensor belongs there"]),
        ([*MODULE_PARTS, ("hgtd.hybrid", "MV")], ["module: no hgtd.hybrid at position MV belongs there"]),
    ],
)
def test_a_wrong_assembly_is_told_what_is_wrong(children: list[tuple[str, str]], problems: list[str]) -> None:
    assert list(default_catalogue().type("hgtd.module").assembly_problems(children)) == problems


def test_a_place_for_many_takes_any_number_at_any_position() -> None:
    crate = ComponentType(id="crate", title="crate", positions=(ChildPosition("board", many=True),))
    assert crate.assembly_problems([("board", str(slot)) for slot in range(9)]) == ()
