"""The alarm of a bench whose output could not be made safe, until a person has confirmed it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from .banner import Banner
from .records_thread import RecordsThread
from .wording import listed

if TYPE_CHECKING:
    from qcstation.station.workspace import Workspace


class BenchAlarm(QObject):
    """Shows in the banner what the records know of the bench called `station`; `failed` is told where they cannot say."""

    def __init__(
        self, station: str, banner: Banner, records: RecordsThread, failed: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._banner = banner
        self._records = records
        self._failed = failed
        banner.confirmed.connect(self._confirm)

    def check(self) -> None:
        """Ask the records whether the bench is safe, and show it."""
        self._records.ask(self._unsafe, self._show, self._failed)

    def show_unsafe(self, unsafe: Mapping[str, str], *, confirmable: bool) -> None:
        """Show outputs by name, each with the reason why it could not be made safe."""
        what = listed(f"{name}: {why}" for name, why in unsafe.items())
        self._banner.show_alarm(
            self.tr(
                "UNSAFE \N{EM DASH} an output could not be made safe and may be at high voltage. Do not open the box. Switch the "
                "instrument off by hand and check that it is off; no run starts before somebody has confirmed it.\n{what}"
            ).format(what=what),
            confirmable=confirmable,
        )

    def _unsafe(self, workspace: "Workspace") -> dict[str, str]:
        return {output.label: output.why for output in workspace.unsafe.listed(self._station)}

    def _show(self, unsafe: dict[str, str]) -> None:
        if unsafe:
            self.show_unsafe(unsafe, confirmable=True)
        elif self._banner.alarming:
            self._banner.clear()

    def _confirm(self, by: str) -> None:
        self._records.ask(lambda workspace: workspace.confirm_safe(self._station, by=by), lambda _: self.check(), self._failed)
