"""Options that several commands share, so that they read the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", envvar="QCSTATION_DATA", help="Folder of run files, site log and database.", show_default=False),
]
StationOption = Annotated[Path | None, typer.Option("--station", help="Station file of the bench.", show_default=False)]
BenchOption = Annotated[
    str | None, typer.Option("--bench", help="A shipped bench, as listed by `qcstation benches`.", show_default=False)
]
DeviceOption = Annotated[
    str | None,
    typer.Option("--device", help="What sits on the simulated bench, as listed by `qcstation benches`.", show_default=False),
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Seed of the simulated device and its noise.", show_default=False)]
OperatorOption = Annotated[str, typer.Option("--operator", envvar="QCSTATION_OPERATOR", help="Who is at the bench.")]
SpecificationOption = Annotated[
    Path | None,
    typer.Option("--specification", help="A specification, or an overlay of the shipped one, to judge by.", show_default=False),
]
