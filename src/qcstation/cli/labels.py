"""`qcstation label`: labels with a 2-D code, to a file or a label printer."""

from pathlib import Path
from typing import Annotated

import typer

from .options import DataDir
from .workspaces import open_workspace


def label(
    serial_numbers: Annotated[list[str], typer.Argument(metavar="SERIAL_NUMBER...", help="Components to label.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File (.svg or .zpl), or a folder for several.", show_default=False),
    ] = None,
    printer: Annotated[str, typer.Option("--printer", help="Label printer that speaks ZPL: HOST or HOST:PORT.")] = "",
    size: Annotated[str, typer.Option("--size", help="Width x height in mm.")] = "40x15",
    dpi: Annotated[int, typer.Option("--dpi", help="The printer's dots per inch.", min=100, max=1200)] = 203,
    data_dir: DataDir = None,
) -> None:
    """Make labels with the serial number and a QR code that a scanner reads."""
    from qcstation.model.errors import InputError
    from qcstation.reports.component_labels import parse_label_size
    from qcstation.station.labelling import label_of, print_labels, write_label

    if bool(printer) == (output is not None):
        raise InputError("where to? Give either --output FILE or --printer HOST")
    wanted = parse_label_size(size)
    with open_workspace(data_dir) as workspace:
        labels = [label_of(workspace, serial_number) for serial_number in serial_numbers]
    if printer:
        print_labels(labels, wanted, printer, dpi=dpi)
        print(f"{len(labels)} labels sent to {printer}")
        return
    assert output is not None  # noqa: S101 - checked above
    if len(labels) > 1 and not output.is_dir():
        raise InputError(f"{len(labels)} labels do not fit into one file; give a folder that exists")
    for each in labels:
        path = output / f"{each.code}.svg" if output.is_dir() else output
        write_label(each, wanted, path)
        print(path)
