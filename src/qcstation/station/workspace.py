"""A data folder at work: its records, its database, and who may use which bench."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from qcstation.model.catalogue import default_catalogue
from qcstation.model.clock import WallClock
from qcstation.model.components import Catalogue, Component
from qcstation.model.errors import InputError, StationError, StorageError
from qcstation.model.limits import Specification
from qcstation.procedures.procedure import Procedure
from qcstation.production import ComponentHistory
from qcstation.records import (
    BenchConfirmedSafe,
    ComponentEntered,
    DataFolder,
    Entry,
    SiteLog,
    SpecificationUsed,
    default_data_folder,
)
from qcstation.safety.unsafe import UnsafeOutput, UnsafeRegister

if TYPE_CHECKING:
    from qcstation.production import Database, SyncReport
    from qcstation.records import RecoveredRun

_RESCUE_PATIENCE = 20.0
"""Seconds of wall time to wait for the watchdog of a run that was killed: a ramp takes less."""


class Workspace:
    """Everything that outlives a run. `database` is a SQLAlchemy URL; empty: SQLite in the data folder.

    Opening it closes runs that a crash interrupted (`recovered`). Use as a context manager.

    Raises:
        StorageError: the data folder cannot be made or written.
    """

    def __init__(self, data_dir: Path | str | None = None, *, database: str = "") -> None:
        from qcstation.records import open_journals, recover

        self.folder = DataFolder(default_data_folder(data_dir))
        self.clock = WallClock()
        self.site_log = SiteLog(self.folder.site_log)
        self.unsafe = UnsafeRegister(self.folder.path / "unsafe")
        self._database_url = database
        self.recovered: tuple[RecoveredRun, ...] = tuple(recover(path, self.folder) for path in open_journals(self.folder))
        if self.recovered:
            self.sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if "database" in self.__dict__:
            self.database.close()

    @property
    def catalogue(self) -> Catalogue:
        """All component types and serial-number grammars."""
        return default_catalogue()

    @cached_property
    def database(self) -> "Database":
        """The QC database, made or upgraded on first use.

        Raises:
            StorageError: it cannot be reached, or was written by a newer qcstation.
        """
        from qcstation.production import Database

        database = Database(self._database_url or f"sqlite:///{self.folder.database}")
        database.upgrade()
        return database

    def log(self, *entries: Entry) -> tuple[str, ...]:
        """Add entries to the site log and to the database; returns warnings if the database is down."""
        self.site_log.append(*entries)
        return self.sync()

    def log_specification(self, specification: Specification) -> None:
        """Keep a specification that judged something, whole, in the site log, unless it is there already."""
        digest = specification.digest
        used = (logged.entry for logged in self.site_log.entries())
        if not any(isinstance(entry, SpecificationUsed) and entry.digest == digest for entry in used):
            self.site_log.append(SpecificationUsed(time=self.clock.now(), specification=specification, digest=digest))

    def rebuild(self) -> "SyncReport":
        """Make the database anew from run files and site log.

        Raises:
            StorageError: a record cannot be read, or the database cannot be used.
        """
        return self.database.rebuild(self.folder)

    def history(self, serial_number: str) -> ComponentHistory:
        """Return a component's stages, genealogy and runs.

        Raises:
            InputError: the serial number is wrong, or nothing is known of the component.
        """
        return self.database.history(self.catalogue.parse(serial_number).text)

    def sync(self) -> tuple[str, ...]:
        """Enter into the database what the records have and it does not; returns warnings where that is not possible now."""
        try:
            self.database.sync(self.folder)
        except StorageError as error:
            return (f"the run is kept, but not in the database yet ({error}); it will be entered by the next run",)
        return ()

    def component_for(self, serial_number: str, procedure: type[Procedure], *, stage: str = "") -> Component:
        """Return the component that was scanned, entered into the records if it is new.

        Raises:
            SerialNumberError: the serial number is wrong.
            InputError: the procedure does not measure such components, or they have no such stage.
        """
        scanned = self.catalogue.component(serial_number, stage=stage)
        kind = self.catalogue.type(scanned.type)
        if procedure.accepts and scanned.type not in procedure.accepts:
            raise InputError(
                f"{scanned.serial_number} is a {kind.title.lower()}, but {procedure.id} measures {', '.join(procedure.accepts)}"
            )
        known = self._known(scanned.serial_number)
        if known is None:
            known = scanned
            self.log(ComponentEntered(time=self.clock.now(), component=known))
        return Component(
            serial_number=known.serial_number, type=known.type, stage=stage or known.stage, identifiers=known.identifiers
        )

    def _known(self, serial_number: str) -> Component | None:
        try:
            return self.database.component(serial_number)
        except StorageError:
            return None

    @contextmanager
    def bench_lock(self, station: str) -> Iterator[None]:
        """Own a bench while the block lasts.

        Raises:
            StationError: another program uses it, or the watchdog of an earlier run is still making it safe.
        """
        lock = FileLock(self._bench_file(station, "lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StationError(f"bench {station!r} is in use by another program; wait for it or stop it") from None
        try:
            try:
                with FileLock(self.watchdog_lock(station), timeout=_RESCUE_PATIENCE):
                    pass
            except Timeout:
                raise StationError(
                    f"the watchdog of an earlier run is still making bench {station!r} safe; "
                    "wait until it has, or check the bench by hand"
                ) from None
            yield
        finally:
            lock.release()

    def watchdog_lock(self, station: str) -> Path:
        """Return the file that the watchdog of a run on this bench keeps locked while it lives."""
        return self._bench_file(station, "watchdog.lock")

    def _bench_file(self, station: str, suffix: str) -> Path:
        folder = self.folder.path / "benches"
        folder.mkdir(exist_ok=True)
        return folder / f"{''.join(letter if letter.isalnum() else '-' for letter in station)}.{suffix}"

    def confirm_safe(self, station: str, *, by: str, note: str = "") -> tuple[UnsafeOutput, ...]:
        """Keep that a person has seen the station's outputs to be safe; the bench may be used again.

        Raises:
            InputError: nobody is named, or there is nothing to confirm.
        """
        confirmed = self.unsafe.confirm(station, by, note)
        self.log(
            *(
                BenchConfirmedSafe(
                    time=self.clock.now(), by=by, note=note, station=station, instrument=output.label, resource=output.resource
                )
                for output in confirmed
            )
        )
        return confirmed
