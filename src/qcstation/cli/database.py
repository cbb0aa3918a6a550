"""`qcstation db`: the QC database."""

from typing import Annotated

import typer

from .options import AsJson, DataDir
from .output import print_json
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)

Url = Annotated[str, typer.Option("--database", help="SQLAlchemy URL; default: SQLite in the data folder.")]


@app.command("init")
def init(data_dir: DataDir = None, database: Url = "", as_json: AsJson = False) -> None:
    """Make the database, if it is not there. Runs do so by themselves."""
    _upgrade(data_dir, database, as_json=as_json)


@app.command("upgrade")
def upgrade(data_dir: DataDir = None, database: Url = "", as_json: AsJson = False) -> None:
    """Bring the database to this version's schema."""
    _upgrade(data_dir, database, as_json=as_json)


@app.command("rebuild")
def rebuild(data_dir: DataDir = None, database: Url = "", as_json: AsJson = False) -> None:
    """Make the database anew from the run files and the site log."""
    with open_workspace(data_dir, database=database) as workspace:
        report = workspace.rebuild()
    if as_json:
        print_json(report)
        return
    print(f"rebuilt from {report.runs} run files and {report.entries} entries of the site log")
    for problem in report.problems:
        print(f"problem: {problem}")


@app.command("sync")
def sync(data_dir: DataDir = None, database: Url = "") -> None:
    """Enter into the database what the records have and it does not."""
    with open_workspace(data_dir, database=database) as workspace:
        workspace.database.sync(workspace.folder)
    print("the database has all that the records have")


def _upgrade(data_dir: DataDir, database: str, *, as_json: bool) -> None:

    with open_workspace(data_dir, database=database) as workspace:
        revision = workspace.database.revision
    if as_json:
        print_json({"revision": revision})
    else:
        print(f"the database is at schema revision {revision}")
