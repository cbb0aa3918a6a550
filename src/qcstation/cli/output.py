"""Printing for people (tables) and for scripts (one JSON document)."""

from collections.abc import Iterable, Sequence
from typing import Any


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    import msgspec

    print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode(), flush=True)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """Print rows as a table, or the sentence `empty` where there are none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_FILE
    if not rows:
        console.print(empty, markup=False)
        return
    table = Table(
        title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold", show_header=any(columns)
    )
    for number, column in enumerate(columns):
        # The last column is prose; the others are read across, so they stay whole where there is room.
        table.add_column(column, overflow="fold", ratio=1 if number == len(columns) - 1 else None)
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print(table)


_WIDTH_OF_A_FILE = 160
_STYLES = {
    "PASS": "green",
    "FAIL": "bold red",
    "INCONCLUSIVE": "yellow",
    "ERROR": "bold red",
    "ABORTED": "yellow",
    "INTERRUPTED": "yellow",
}


def print_verdict(outcome: str, verdict: str, reason: str) -> None:
    """Print how a run ended: its verdict, or its outcome where it was not completed."""
    from rich.console import Console
    from rich.text import Text

    word = verdict if outcome == "COMPLETED" and verdict else outcome
    line = Text(word, style=f"bold {_STYLES.get(word, '')}".strip())
    if reason:
        line.append(f"  {reason}", style="default not bold")
    Console(highlight=False, soft_wrap=True).print(line)


def print_unsafe(outputs: Sequence[str], station: str) -> None:
    """Print, so that nobody can miss it, that outputs are still on."""
    from rich.console import Console
    from rich.panel import Panel

    text = (
        f"UNSAFE: {', '.join(outputs)} could not be made safe and may be at high voltage.\n"
        "Switch the instrument off by hand and check that it is off. Then confirm it:\n"
        f'  qcstation station confirm "{station}" --by NAME'
    )
    Console(stderr=True).print(Panel(text, style="bold white on red", title="ALARM"))
