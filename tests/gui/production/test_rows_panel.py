"""The lists of components and runs: which columns are seen where there is little room."""

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qcstation.gui.production.lazy_rows import Column
from qcstation.gui.production.lists import GivenRows
from qcstation.gui.production.rows_panel import RowsTable, rows_table

COLUMNS = (
    Column(heading="Name", text=lambda row: row),
    Column(heading="First to go", text=lambda _: "a text of some length", gives_way=2),
    Column(heading="Next to go", text=lambda _: "a text of some length", gives_way=1),
    Column(heading="Verdict", text=lambda _: "PASS"),
)


def headings(table: RowsTable) -> list[str]:
    heads, model = table.horizontalHeader(), table.model()
    assert heads is not None
    assert model is not None
    shown = [index for index in range(heads.count()) if not heads.isSectionHidden(index)]
    return [model.headerData(index, Qt.Orientation.Horizontal) for index in shown]


def test_columns_give_way_in_their_order_and_come_back(qtbot: QtBot) -> None:
    rows = GivenRows(COLUMNS)
    table = rows_table(rows, COLUMNS, name="rows")
    qtbot.addWidget(table)
    table.resize(1200, 300)
    table.show()
    rows.show_rows(["one", "another"])
    every = [column.heading for column in COLUMNS]
    assert headings(table) == every
    wide = sum(table.columnWidth(index) for index in range(3))
    for width, expected in (
        (wide, ["Name", "Next to go", "Verdict"]),
        (250, ["Name", "Verdict"]),
        (60, ["Name", "Verdict"]),
        (1200, every),
    ):
        table.resize(width, 300)
        assert headings(table) == expected, width
