"""The QC database of a site, as the rest of the program sees it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from qcstation.model.components import Component
from qcstation.records import DataFolder

from . import queries, revisions, search, synchronising
from .answers import ComponentHistory, RunDetail, RunSummary
from .connection import DatabaseConnection
from .distributions import Distribution, distributions
from .questions import Choices, ComponentFilter, ComponentOrder, ComponentSummary, RunFilter, RunOrder
from .synchronising import SyncReport
from .yields import Period, Yield, YieldBy, yields

_LARGE_PAGE = 1000
"""Rows in a page that nobody waits to see."""


class Database:
    """The database at an SQLAlchemy URL, such as ``sqlite:///PATH`` (needs no set-up) or ``postgresql+psycopg://...``.

    It is an index: all of it derives from run files and the site log, and `rebuild` makes it again from them.

    Raises:
        StorageError: (from every method too) it cannot be reached or used; the message says what to do.
    """

    def __init__(self, url: str) -> None:
        self._connection = DatabaseConnection(url)
        self._checked = False

    def upgrade(self) -> None:
        """Make the tables, or bring older ones to the present schema.

        Raises:
            StorageError: they are of a newer version of qcstation.
        """
        self._connection.prepare()
        with self._connection.writing() as connection:
            revisions.upgrade(connection)

    @property
    def revision(self) -> str:
        """The schema's revision; ``none`` for an empty database."""
        with self._connection.reading() as session:
            return revisions.revision_of(session.connection()) or "none"

    def sync(self, folder: DataFolder) -> SyncReport:
        """Enter what the records have and the database has not; to be called after every run and every entry of the site log."""
        return synchronising.sync(self._ready(), folder)

    def rebuild(self, folder: DataFolder) -> SyncReport:
        """Make everything again from the run files and the site log."""
        self.upgrade()
        return synchronising.rebuild(self._ready(), folder)

    def run(self, uuid: str) -> RunDetail:
        """Return a run by its UUID, or by the beginning of it.

        Raises:
            InputError: no run, or several, begin so.
        """
        with self._reading() as session:
            return queries.run_detail(session, queries.run_uuid(session, uuid))

    def runs(
        self,
        *,
        component: str | None = None,
        procedure: str | None = None,
        station: str | None = None,
        limit: int | None = None,
    ) -> tuple[RunSummary, ...]:
        """Return runs, newest first, at most `limit`; each given word narrows them down."""
        wanted = RunFilter(component=component or "", procedure=procedure or "", station=station or "")
        return self.search_runs(wanted, limit=limit)

    def unassigned_runs(self) -> tuple[RunSummary, ...]:
        """Return the runs that belong to no component (yet), newest first."""
        return self.search_runs(RunFilter(unassigned=True), limit=None)

    def search_runs(
        self,
        wanted: RunFilter,
        *,
        order: RunOrder = RunOrder.STARTED,
        descending: bool = True,
        after: RunSummary | None = None,
        limit: int | None = search.PAGE,
    ) -> tuple[RunSummary, ...]:
        """Return at most `limit` runs in order; `after` is the last run of the page before."""
        with self._reading() as session:
            return search.search_runs(session, wanted, order=order, descending=descending, after=after, limit=limit)

    def every_run(
        self, wanted: RunFilter, *, order: RunOrder = RunOrder.STARTED, descending: bool = True
    ) -> Iterator[RunSummary]:
        """Return all runs in order, read page by page."""
        page = self.search_runs(wanted, order=order, descending=descending)
        while page:
            yield from page
            page = self.search_runs(wanted, order=order, descending=descending, after=page[-1], limit=_LARGE_PAGE)

    def count_runs(self, wanted: RunFilter) -> int:
        """Return how many runs there are."""
        with self._reading() as session:
            return search.count_runs(session, wanted)

    def search_components(
        self,
        wanted: ComponentFilter,
        *,
        order: ComponentOrder = ComponentOrder.SERIAL_NUMBER,
        descending: bool = False,
        after: ComponentSummary | None = None,
        limit: int | None = search.PAGE,
    ) -> tuple[ComponentSummary, ...]:
        """Return at most `limit` components in order; `after` is the last component of the page before."""
        with self._reading() as session:
            return search.search_components(session, wanted, order=order, descending=descending, after=after, limit=limit)

    def every_component(
        self, wanted: ComponentFilter, *, order: ComponentOrder = ComponentOrder.SERIAL_NUMBER, descending: bool = False
    ) -> Iterator[ComponentSummary]:
        """Return all components in order, read page by page."""
        page = self.search_components(wanted, order=order, descending=descending)
        while page:
            yield from page
            page = self.search_components(wanted, order=order, descending=descending, after=page[-1], limit=_LARGE_PAGE)

    def count_components(self, wanted: ComponentFilter) -> int:
        """Return how many components there are."""
        with self._reading() as session:
            return search.count_components(session, wanted)

    def choices(self) -> Choices:
        """Return the names that occur: types, stages, procedures, stations, operators, measurements."""
        with self._reading() as session:
            return search.choices(session)

    def yields(self, wanted: RunFilter, *, by: YieldBy, period: Period | None = None) -> tuple[Yield, ...]:
        """Return the yield of procedures, stages or component types, over all time or period by period."""
        with self._reading() as session:
            return yields(session, wanted, by=by, period=period)

    def distributions(self, measurement: str, wanted: RunFilter) -> tuple[Distribution, ...]:
        """Return how a measurement is distributed, once for each unit that it was given in."""
        with self._reading() as session:
            return distributions(session, measurement, wanted)

    def latest_counting_run(self, component: str, procedure: str, stage: str | None = None) -> RunSummary | None:
        """Return the run that counts for a component (serial number), a procedure and a stage; without one, the newest such."""
        with self._reading() as session:
            return queries.latest_counting_run(session, component, procedure, stage)

    def component(self, serial_number: str) -> Component | None:
        """Return a component as it is now, or None if nothing is known of it."""
        with self._reading() as session:
            return queries.component(session, serial_number)

    def history(self, serial_number: str) -> ComponentHistory:
        """Return a component's stages, genealogy and runs.

        Raises:
            InputError: nothing is known of it.
        """
        with self._reading() as session:
            return queries.history(session, serial_number)

    def close(self) -> None:
        """Give up the connections."""
        self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with self._ready().reading() as session:
            yield session

    def _ready(self) -> DatabaseConnection:
        """The connection, once the schema is known to be the right one."""
        if not self._checked:
            with self._connection.reading() as session:
                revisions.check(session.connection())
            self._checked = True
        return self._connection
