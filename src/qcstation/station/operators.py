"""Who works at a site: names, and the badges that are scanned in their place."""

from msgspec import Struct

from qcstation.model.errors import InputError
from qcstation.records import OperatorEntered

from .workspace import Workspace


class Operator(Struct, frozen=True, kw_only=True):
    """A person who works here; `badge` is what the scanner reads, empty where there is none."""

    name: str
    badge: str = ""


def operators(workspace: Workspace) -> tuple[Operator, ...]:
    """Return all operators by name, each as entered last.

    Raises:
        StorageError: the site log cannot be read.
    """
    known: dict[str, Operator] = {}
    for logged in workspace.site_log.entries():
        entry = logged.entry
        if isinstance(entry, OperatorEntered):
            if entry.badge:
                # A badge is one person's: whoever had it before has it no more.
                for other in [other for other in known.values() if other.badge == entry.badge]:
                    known[other.name] = Operator(name=other.name)
            known[entry.operator] = Operator(name=entry.operator, badge=entry.badge)
    return tuple(sorted(known.values(), key=lambda operator: operator.name.casefold()))


def operator_called(workspace: Workspace, scanned: str) -> str:
    """Return the name of whose badge was scanned, or the name as typed where it is nobody's badge.

    Raises:
        InputError: nothing was scanned.
        StorageError: the site log cannot be read.
    """
    wanted = " ".join(scanned.split())
    if not wanted:
        raise InputError("nobody is named; scan a badge or type a name")
    known = operators(workspace)
    by_badge = {operator.badge: operator.name for operator in known if operator.badge}
    by_name = {operator.name.casefold(): operator.name for operator in known}
    return by_badge.get(wanted) or by_name.get(wanted.casefold(), wanted)


def enter_operator(workspace: Workspace, name: str, *, badge: str = "", by: str = "") -> Operator:
    """Keep in the site log that somebody works here, with a badge or without one.

    Raises:
        InputError: the name is empty.
        StorageError: the site log cannot be written.
    """
    operator = Operator(name=" ".join(name.split()), badge=" ".join(badge.split()))
    if not operator.name:
        raise InputError("nobody is named; give the operator's name")
    workspace.log(OperatorEntered(time=workspace.clock.now(), by=by, operator=operator.name, badge=operator.badge))
    return operator
