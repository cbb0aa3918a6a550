"""Labels for components: written to a file, or sent to a label printer in the network."""

import socket
from collections.abc import Sequence
from pathlib import Path

from qcstation.model.components import Component
from qcstation.model.errors import InputError, StorageError
from qcstation.reports.component_labels import Label, LabelSize, draw_label, zpl_label

from .workspace import Workspace

PRINTER_PORT = 9100
"""Where label printers listen for raw jobs (AppSocket, also called JetDirect)."""
_PATIENCE = 5.0


def label_of(workspace: Workspace, serial_number: str) -> Label:
    """Return what stands on a component's label: serial number, kind, and its other names.

    Raises:
        SerialNumberError: the serial number is wrong.
    """
    scanned = workspace.catalogue.component(serial_number)
    component: Component = workspace.database.component(scanned.serial_number) or scanned
    names = " ".join(component.identifiers.values())
    kind = workspace.catalogue.type(component.type).title
    return Label(code=component.serial_number, lines=tuple(filter(None, (component.serial_number, kind, names))))


def write_label(label: Label, size: LabelSize, path: Path) -> None:
    """Write a label to a file: .svg, or .zpl for a label printer.

    Raises:
        InputError: the file's name ends otherwise, or the label is too small.
        StorageError: the file cannot be written.
    """
    writers = {".svg": lambda: draw_label(label, size).encode(), ".zpl": lambda: zpl_label(label, size)}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"cannot write a label to {path.name}: expected a name that ends in .svg or .zpl")
    content = writer()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}; choose another folder") from error


def print_labels(labels: Sequence[Label], size: LabelSize, printer: str, *, dpi: int = 203) -> None:
    """Send labels to the printer at `printer`, ``HOST`` or ``HOST:PORT``, as one job.

    Raises:
        InputError: the printer does not answer, or a label is too small.
    """
    job = b"".join(zpl_label(label, size, dpi=dpi) for label in labels)
    host, colon, port = printer.rpartition(":")
    if not colon:
        host, port = printer, str(PRINTER_PORT)
    if not host or not port.isdecimal():
        raise InputError(f"printer {printer!r}: expected HOST or HOST:PORT")
    try:
        with socket.create_connection((host, int(port)), timeout=_PATIENCE) as link:
            link.sendall(job)
    except OSError as error:
        raise InputError(
            f"the label printer {host}:{port} does not answer ({error}); check that it is on and in the network"
        ) from error
