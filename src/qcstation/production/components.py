"""Components as runs and the site log tell of them. What is newer wins, in whatever order it is entered."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from qcstation.model.components import Component

from .schema import ComponentRow, ComponentType, Identifier, Stage


def enter_component(session: Session, component: Component, *, entry: int, time: float) -> ComponentRow:
    """Enter what is said of a component in entry number `entry` of the site log, or in a run's header (entry 0) at `time`."""
    row = find_component(session, component.serial_number)
    if row is None:
        kind = _type_id(session, component.type)
        row = ComponentRow(
            serial_number=component.serial_number,
            component_type_id=kind,
            stage_id=stage_id(session, kind, component.stage),
            known_entry=entry,
            known_time=time,
        )
        session.add(row)
        session.flush()
    else:
        newer = (entry, time) >= (row.known_entry, row.known_time)
        if component.type and (newer or not type_name(session, row)):
            stage = stage_name(session, row)
            row.component_type_id = _type_id(session, component.type)
            row.stage_id = stage_id(session, row.component_type_id, stage)
        if newer:
            if component.stage:
                row.stage_id = stage_id(session, row.component_type_id, component.stage)
            row.known_entry, row.known_time = entry, time
    for kind_of_identifier, value in component.identifiers.items():
        _enter_identifier(session, row.id, kind_of_identifier, value, entry=entry, time=time)
    return row


def mentioned_component(session: Session, serial_number: str) -> ComponentRow:
    """Return a component that an entry mentions; one that nothing else is known of gets the type ``""`` until more is."""
    found = find_component(session, serial_number)
    return found or enter_component(session, Component(serial_number=serial_number, type=""), entry=0, time=0.0)


def find_component(session: Session, serial_number: str) -> ComponentRow | None:
    """Return a component by its serial number, or None."""
    return session.scalar(select(ComponentRow).where(ComponentRow.serial_number == serial_number))


def type_name(session: Session, row: ComponentRow) -> str:
    """Return the name of a component's type."""
    return session.get_one(ComponentType, row.component_type_id).name


def stage_name(session: Session, row: ComponentRow) -> str:
    """Return the name of a component's stage; empty for none."""
    return session.get_one(Stage, row.stage_id).name if row.stage_id is not None else ""


def stage_id(session: Session, component_type_id: int, name: str) -> int | None:
    """Return the key of a stage of a component type, entered if it is new; None for no stage."""
    if not name:
        return None
    stage = session.scalar(select(Stage).where(Stage.component_type_id == component_type_id, Stage.name == name))
    if stage is None:
        stage = Stage(component_type_id=component_type_id, name=name)
        session.add(stage)
        session.flush()
    return stage.id


def _type_id(session: Session, name: str) -> int:
    kind = session.scalar(select(ComponentType).where(ComponentType.name == name))
    if kind is None:
        kind = ComponentType(name=name)
        session.add(kind)
        session.flush()
    return kind.id


def _enter_identifier(session: Session, component_id: int, kind: str, value: str, *, entry: int, time: float) -> None:
    row = session.get(Identifier, (component_id, kind))
    if row is None:
        session.add(Identifier(component_id=component_id, kind=kind, value=value, known_entry=entry, known_time=time))
        session.flush()
    elif (entry, time) >= (row.known_entry, row.known_time):
        row.value, row.known_entry, row.known_time = value, entry, time
