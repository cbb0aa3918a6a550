"""Components and what they are made of: entered, assembled, taken apart, passed on. All of it goes to the site log."""

from collections.abc import Mapping

from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.production import Assembly
from qcstation.records import ComponentAssembled, ComponentDisassembled, ComponentEntered, StagePassed

from .workspace import Workspace


def enter_component(
    workspace: Workspace, serial_number: str, *, stage: str = "", identifiers: Mapping[str, str] | None = None, by: str = ""
) -> Component:
    """Enter a component, or what is newly known of it: its stage, other names of it.

    Raises:
        SerialNumberError: the serial number is wrong.
        InputError: its type has no such stage.
    """
    scanned = workspace.catalogue.component(serial_number, stage=stage)
    known = workspace.database.component(scanned.serial_number)
    entered = Component(
        serial_number=scanned.serial_number,
        type=scanned.type,
        stage=stage or (known.stage if known else scanned.stage),
        identifiers={**(known.identifiers if known else {}), **(identifiers or {})},
    )
    workspace.log(ComponentEntered(time=workspace.clock.now(), by=by, component=entered))
    return entered


def assemble(workspace: Workspace, parent: str, child: str, *, position: str = "", by: str = "") -> None:
    """Make `child` a part of `parent` (serial numbers), at a position where the type has several.

    Raises:
        InputError: such a parent has no such parts, or the child is a part of something already.
    """
    whole, part = workspace.catalogue.component(parent), workspace.catalogue.component(child)
    _check_place(workspace, whole, part, position)
    holder = _holder(workspace, part.serial_number)
    if holder:
        raise InputError(f"{part.serial_number} is a part of {holder} already; take it out of that first")
    workspace.log(
        ComponentAssembled(
            time=workspace.clock.now(), by=by, parent=whole.serial_number, child=part.serial_number, position=position
        )
    )


def disassemble(workspace: Workspace, child: str, *, by: str = "", note: str = "") -> str:
    """Take `child` out of what it is a part of, and return that one's serial number; its history stays.

    Raises:
        InputError: it is a part of nothing.
    """
    part = workspace.catalogue.component(child).serial_number
    holder = _holder(workspace, part)
    if not holder:
        raise InputError(f"{part} is not a part of anything")
    workspace.log(ComponentDisassembled(time=workspace.clock.now(), by=by, note=note, parent=holder, child=part))
    return holder


def pass_stage(workspace: Workspace, serial_number: str, *, by: str, note: str = "") -> Component:
    """Sign that a component has passed its present stage and send it to the next one of its type.

    Raises:
        InputError: nobody signs, the component is not known, or it is at its last stage.
    """
    if not by.strip():
        raise InputError("a stage is passed by a person: give --by")
    scanned = workspace.catalogue.component(serial_number)
    known = workspace.database.component(scanned.serial_number)
    if known is None:
        raise InputError(f"nothing is known of {scanned.serial_number}: enter it first")
    stages = workspace.catalogue.type(known.type).stages
    following = stages[stages.index(known.stage) + 1 :] if known.stage in stages else stages
    if not following:
        raise InputError(f"{known.serial_number} is at {known.stage}, the last stage of a {known.type}")
    now = workspace.clock.now()
    workspace.log(
        StagePassed(time=now, by=by, note=note, component=known.serial_number, stage=known.stage, next_stage=following[0])
    )
    return Component(serial_number=known.serial_number, type=known.type, stage=following[0], identifiers=known.identifiers)


def _holder(workspace: Workspace, serial_number: str) -> str:
    return next((link.parent for link in _links(workspace, serial_number) if link.child == serial_number), "")


def _links(workspace: Workspace, serial_number: str) -> tuple[Assembly, ...]:
    """The present parts of a component, and what it is a part of."""
    if workspace.database.component(serial_number) is None:
        return ()
    history = workspace.database.history(serial_number)
    return tuple(link for link in (*history.parents, *history.children) if link.disassembled is None)


def _check_place(workspace: Workspace, whole: Component, part: Component, position: str) -> None:
    kind = workspace.catalogue.type(whole.type)
    places = [place for place in kind.positions if place.type == part.type]
    if not places:
        parts = ", ".join(dict.fromkeys(kind.children)) or "nothing"
        raise InputError(f"{part.serial_number} is a {part.type}, and a {whole.type} is assembled from {parts}")
    place = next((place for place in places if place.many or place.position == position), None)
    if place is None:
        known = " or ".join(place.position or "none" for place in places)
        raise InputError(f"a {part.type} sits in a {whole.type} at --position {known}, not {position or 'none'!r}")
    taken = [
        link.child
        for link in _links(workspace, whole.serial_number)
        if link.parent == whole.serial_number
        and link.position == position
        and workspace.catalogue.component(link.child).type == part.type
    ]
    if taken and not place.many:
        raise InputError(f"{whole.serial_number} has {taken[0]} there already; take it out first")
