"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Go to this schema."""
    op.create_table(
        "bench_alarm",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("confirmed", sa.Double(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_bench_alarm"),
    )
    op.create_index("ix_bench_alarm_station", "bench_alarm", ["station"])
    op.create_table(
        "calibration",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("due", sa.Double(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_calibration"),
    )
    op.create_index("ix_calibration_identity", "calibration", ["identity"])
    op.create_table(
        "component_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_component_type"),
        sa.UniqueConstraint("name", name="uq_component_type_name"),
    )
    op.create_table(
        "site_log_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site_log_state"),
    )
    op.create_table(
        "specification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_specification"),
        sa.UniqueConstraint("digest", name="uq_specification_digest"),
    )
    op.create_table(
        "waiting_entry",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_waiting_entry"),
    )
    op.create_index("ix_waiting_entry_run", "waiting_entry", ["run"])
    op.create_table(
        "stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("component_type_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["component_type_id"], ["component_type.id"], name="fk_stage_component_type_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stage"),
        sa.UniqueConstraint("component_type_id", "name", name="uq_stage_component_type_id"),
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial_number", sa.Text(), nullable=False),
        sa.Column("component_type_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("known_entry", sa.Integer(), nullable=False),
        sa.Column("known_time", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["component_type_id"], ["component_type.id"], name="fk_component_component_type_id"),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name="fk_component_stage_id"),
        sa.PrimaryKeyConstraint("id", name="pk_component"),
        sa.UniqueConstraint("serial_number", name="uq_component_serial_number"),
    )
    op.create_index("ix_component_component_type_id", "component", ["component_type_id"])
    op.create_index("ix_component_stage_id", "component", ["stage_id"])
    op.create_table(
        "component_link",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("assembled", sa.Double(), nullable=False),
        sa.Column("disassembled", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["component.id"], name="fk_component_link_child_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["component.id"], name="fk_component_link_parent_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_component_link"),
    )
    op.create_index("ix_component_link_child_id", "component_link", ["child_id"])
    op.create_index("ix_component_link_parent_id", "component_link", ["parent_id"])
    op.create_table(
        "identifier",
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("known_entry", sa.Integer(), nullable=False),
        sa.Column("known_time", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_identifier_component_id"),
        sa.PrimaryKeyConstraint("component_id", "kind", name="pk_identifier"),
    )
    op.create_index("ix_identifier_value", "identifier", ["value"])
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("assigned_entry", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("procedure_version", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started", sa.Double(), nullable=False),
        sa.Column("ended", sa.Double(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_sha256", sa.Text(), nullable=False),
        sa.Column("run_file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("invalidated", sa.Double(), nullable=True),
        sa.Column("invalidated_reason", sa.Text(), nullable=False),
        sa.Column("invalidated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_run_component_id"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.UniqueConstraint("uuid", name="uq_run_uuid"),
    )
    op.create_index("ix_run_group", "run", ["component_id", "procedure", "stage"])
    op.create_index("ix_run_started", "run", ["started"])
    op.create_table(
        "stage_history",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("component_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("next_stage", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_stage_history_component_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_stage_history"),
    )
    op.create_index("ix_stage_history_component_id", "stage_history", ["component_id"])
    op.create_table(
        "analysis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=True),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_analysis_run_id"),
        sa.ForeignKeyConstraint(["specification_id"], ["specification.id"], name="fk_analysis_specification_id"),
        sa.PrimaryKeyConstraint("id", name="pk_analysis"),
        sa.UniqueConstraint("run_id", "entry", name="uq_analysis_run_id"),
    )
    op.create_table(
        "comment",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("component_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["component_id"], ["component.id"], name="fk_comment_component_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_comment_run_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_comment"),
    )
    op.create_index("ix_comment_component_id", "comment", ["component_id"])
    op.create_index("ix_comment_run_id", "comment", ["run_id"])
    op.create_table(
        "instrument_use",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_instrument_use_run_id"),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_instrument_use"),
    )
    op.create_index("ix_instrument_use_identity", "instrument_use", ["identity"])
    op.create_table(
        "waiver",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_waiver_run_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_waiver"),
    )
    op.create_index("ix_waiver_run_id", "waiver", ["run_id"])
    op.create_table(
        "measurement",
        sa.Column("analysis_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("uncertainty", sa.Double(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("censored", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["analysis_id"], ["analysis.id"], name="fk_measurement_analysis_id"),
        sa.PrimaryKeyConstraint("analysis_id", "number", name="pk_measurement"),
    )
    op.create_index("ix_measurement_name", "measurement", ["name", "analysis_id"])
    op.create_table(
        "limit_verdict",
        sa.Column("analysis_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("min", sa.Double(), nullable=True),
        sa.Column("max", sa.Double(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("set_by_site", sa.Boolean(), nullable=False),
        sa.Column("unverified", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id", "number"], ["measurement.analysis_id", "measurement.number"], name="fk_limit_verdict_analysis_id"
        ),
        sa.PrimaryKeyConstraint("analysis_id", "number", name="pk_limit_verdict"),
    )


def downgrade() -> None:
    """Go back to the one before."""
    for table in (
        "limit_verdict",
        "measurement",
        "waiver",
        "instrument_use",
        "comment",
        "analysis",
        "stage_history",
        "run",
        "identifier",
        "component_link",
        "component",
        "stage",
        "waiting_entry",
        "specification",
        "site_log_state",
        "component_type",
        "calibration",
        "bench_alarm",
    ):
        op.drop_table(table)
