"""A run as one self-contained HTML page: no script, no other file, light or dark as the reader's system, printable on A4."""

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qcstation.model.errors import StorageError
from qcstation.records import RunRecord

from .content import SIGNS, page_of

if TYPE_CHECKING:
    from jinja2 import Template


def report_html(record: RunRecord) -> str:
    """Return the page of a run."""
    return _template().render(page=page_of(record), signs=SIGNS)


def write_report(record: RunRecord, path: Path) -> None:
    """Write the page of a run; a page that is there already is replaced at once or not at all.

    Raises:
        StorageError: the file cannot be written.
    """
    text = report_html(record)
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".html~", delete=False) as stream:
            stream.write(text)
        try:
            # Temporary files are private; a report is as open as any other new file.
            Path(stream.name).chmod(0o644)
            Path(stream.name).replace(path)
        except OSError:
            Path(stream.name).unlink()
            raise
    except OSError as error:
        raise StorageError(
            f"{path}: the report cannot be written: {error.strerror}; check the folder's space and rights"
        ) from error


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("qcstation.reports", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("run.html")
