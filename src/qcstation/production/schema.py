"""The tables of the QC database: small, and the same for every product line.

Everything here derives from run files and the site log. A row that comes from one entry of the site log has that entry's
number as its key (`entry`), so that entering it twice changes nothing. Times are UTC in seconds since 1970.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class PlainText(TypeDecorator[str]):
    """Text of any length; without NUL where the database (PostgreSQL) refuses it."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Any) -> Any:
        """Return what prepares a value for the database: nothing for SQLite, which takes any text."""
        if dialect.name == "sqlite":
            return None

        def without_nul(value: str | None) -> str | None:
            return value.replace("\0", "\ufffd") if value is not None and "\0" in value else value

        return without_nul


class Base(DeclarativeBase):
    """Base of all tables."""

    # Named, so that a later migration can change them.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {float: Double, str: PlainText}  # noqa: RUF012 - SQLAlchemy's own declaration


class ComponentType(Base):
    """A kind of component, such as ``hgtd.sensor``."""

    __tablename__ = "component_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Stage(Base):
    """A step of the production of a component type."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("component_type_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    component_type_id: Mapped[int] = mapped_column(ForeignKey("component_type.id"))
    name: Mapped[str]


class ComponentRow(Base):
    """A component. `known_entry` and `known_time` say how new what is known of it is (entry 0: from a run's header).

    `last_run` is when the newest of its runs that count began (0: none does), `last_verdict` the verdict of that one.
    """

    __tablename__ = "component"
    __table_args__ = (Index("ix_component_last_run", "last_run", "serial_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    serial_number: Mapped[str] = mapped_column(unique=True)
    component_type_id: Mapped[int] = mapped_column(ForeignKey("component_type.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"), index=True)
    known_entry: Mapped[int]
    known_time: Mapped[float]
    last_run: Mapped[float] = mapped_column(default=0.0)
    last_verdict: Mapped[str | None]


class Identifier(Base):
    """Another name of a component: a vendor's number, a wafer position, a barcode."""

    __tablename__ = "identifier"

    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(index=True)
    known_entry: Mapped[int]
    known_time: Mapped[float]


class ComponentLink(Base):
    """`child` is, or was, a part of `parent`; `disassembled` is None as long as it is."""

    __tablename__ = "component_link"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parent_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    position: Mapped[str]
    assembled: Mapped[float]
    disassembled: Mapped[float | None]


class StagePassage(Base):
    """A component has passed a stage."""

    __tablename__ = "stage_history"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    stage: Mapped[str]
    next_stage: Mapped[str]
    time: Mapped[float]
    by: Mapped[str]
    note: Mapped[str]


class RunRow(Base):
    """A run. Without a component it is not assigned (yet); `counts` says that it is the one that counts at its stage.

    `is_first` says that it was the first of those that could count, `verdict` is that of its latest analysis.
    """

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_group", "component_id", "procedure", "stage"),
        Index("ix_run_started", "started", "uuid"),
        Index("ix_run_procedure", "procedure", "started", "uuid"),
        Index("ix_run_verdict", "verdict", "started", "uuid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    component_id: Mapped[int | None] = mapped_column(ForeignKey("component.id"))
    assigned_entry: Mapped[int] = mapped_column(default=0)
    stage: Mapped[str]
    procedure: Mapped[str]
    procedure_version: Mapped[str]
    kind: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    started: Mapped[float]
    ended: Mapped[float]
    operator: Mapped[str]
    site: Mapped[str]
    station: Mapped[str]
    slot: Mapped[str]
    software: Mapped[str]
    note: Mapped[str]
    source: Mapped[str]
    source_sha256: Mapped[str]
    run_file: Mapped[str]
    sha256: Mapped[str]
    counts: Mapped[bool] = mapped_column(default=False)
    is_first: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str | None]
    invalidated: Mapped[float | None]
    invalidated_reason: Mapped[str] = mapped_column(default="")
    invalidated_by: Mapped[str] = mapped_column(default="")


class InstrumentUse(Base):
    """An instrument took part in a run."""

    __tablename__ = "instrument_use"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[str]
    driver: Mapped[str]
    identity: Mapped[str] = mapped_column(index=True)
    resource: Mapped[str]


class SpecificationRow(Base):
    """A specification that has judged something, whole (`body` is its JSON), known by its digest."""

    __tablename__ = "specification"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    version: Mapped[str]
    body: Mapped[str]


class Analysis(Base):
    """An analysis of a run and its judgement: `entry` 0 is the run's own, the one with the highest `entry` is the valid one."""

    __tablename__ = "analysis"
    __table_args__ = (UniqueConstraint("run_id", "entry"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    entry: Mapped[int]
    specification_id: Mapped[int | None] = mapped_column(ForeignKey("specification.id"))
    software: Mapped[str]
    verdict: Mapped[str | None]
    time: Mapped[float]
    by: Mapped[str]


class Measurement(Base):
    """One finding of an analysis: a value with its uncertainty, a bound (`censored`), or the reason why there is neither."""

    __tablename__ = "measurement"
    __table_args__ = (Index("ix_measurement_name", "name", "analysis_id"),)

    analysis_id: Mapped[int] = mapped_column(ForeignKey("analysis.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    channel: Mapped[str]
    value: Mapped[float | None]
    uncertainty: Mapped[float | None]
    unit: Mapped[str]
    censored: Mapped[str | None]
    method: Mapped[str]
    note: Mapped[str]
    refusal: Mapped[str]


class LimitVerdict(Base):
    """A finding beside its limit, as the analysis's specification has it."""

    __tablename__ = "limit_verdict"
    __table_args__ = (ForeignKeyConstraint(["analysis_id", "number"], ["measurement.analysis_id", "measurement.number"]),)

    analysis_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    min: Mapped[float | None]
    max: Mapped[float | None]
    required: Mapped[bool]
    set_by_site: Mapped[bool]
    unverified: Mapped[bool]
    verdict: Mapped[str | None]
    reason: Mapped[str]


class WaiverRow(Base):
    """A signed disposition beside a run's verdict, or beside one result's."""

    __tablename__ = "waiver"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    result: Mapped[str]
    channel: Mapped[str]
    reason: Mapped[str]
    time: Mapped[float]
    by: Mapped[str]


class SignatureRow(Base):
    """A person has signed a run off."""

    __tablename__ = "signature"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), index=True)
    note: Mapped[str]
    time: Mapped[float]
    by: Mapped[str]


class CommentRow(Base):
    """A remark on a run, a component or neither."""

    __tablename__ = "comment"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"), index=True)
    component_id: Mapped[int | None] = mapped_column(ForeignKey("component.id"), index=True)
    text: Mapped[str]
    time: Mapped[float]
    by: Mapped[str]


class CalibrationRow(Base):
    """An instrument was calibrated."""

    __tablename__ = "calibration"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    instrument: Mapped[str]
    identity: Mapped[str] = mapped_column(index=True)
    certificate: Mapped[str]
    time: Mapped[float]
    due: Mapped[float | None]
    by: Mapped[str]


class BenchAlarm(Base):
    """An output that could not be made safe, and who has confirmed it since."""

    __tablename__ = "bench_alarm"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    station: Mapped[str] = mapped_column(index=True)
    instrument: Mapped[str]
    resource: Mapped[str]
    detail: Mapped[str]
    run: Mapped[str]
    time: Mapped[float]
    confirmed: Mapped[float | None]
    confirmed_by: Mapped[str] = mapped_column(default="")


class SiteLogState(Base):
    """How far the site log has been entered: one row."""

    __tablename__ = "site_log_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    sha256: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)


class WaitingEntry(Base):
    """An entry of the site log whose run could not be read yet, as JSON; it is tried again."""

    __tablename__ = "waiting_entry"

    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run: Mapped[str] = mapped_column(index=True)
    problem: Mapped[str]
    body: Mapped[str]
