"""Searching: the verdict of a run, its first measurement and a component's last one beside them, and indexes for the orders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# As `runs.recount` says it: a simulated run is first only where there is no real one; then the earliest is, then the lowest UUID.
_FILL = (
    "UPDATE run SET verdict = (SELECT a.verdict FROM analysis a WHERE a.run_id = run.id ORDER BY a.entry DESC LIMIT 1)",
    """
    UPDATE run SET is_first = true
    WHERE component_id IS NOT NULL AND outcome = 'COMPLETED' AND invalidated IS NULL AND NOT EXISTS (
        SELECT 1 FROM run other
        WHERE other.component_id = run.component_id AND other.procedure = run.procedure AND other.stage = run.stage
            AND other.outcome = 'COMPLETED' AND other.invalidated IS NULL
            AND ((run.kind = 'simulated' AND other.kind <> 'simulated')
                OR ((run.kind = 'simulated') = (other.kind = 'simulated')
                    AND (other.started < run.started OR (other.started = run.started AND other.uuid < run.uuid)))))
    """,
    """
    UPDATE component SET
        last_run = COALESCE((SELECT MAX(r.started) FROM run r WHERE r.component_id = component.id AND r.counts), 0),
        last_verdict = (SELECT r.verdict FROM run r WHERE r.component_id = component.id AND r.counts
            ORDER BY r.started DESC, r.uuid DESC LIMIT 1)
    """,
)


def upgrade() -> None:
    """Go to this schema."""
    op.add_column("run", sa.Column("is_first", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("run", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("component", sa.Column("last_run", sa.Double(), nullable=False, server_default="0"))
    op.add_column("component", sa.Column("last_verdict", sa.Text(), nullable=True))
    for statement in _FILL:
        op.execute(statement)
    op.drop_index("ix_run_started", "run")
    op.create_index("ix_run_started", "run", ["started", "uuid"])
    op.create_index("ix_run_procedure", "run", ["procedure", "started", "uuid"])
    op.create_index("ix_run_verdict", "run", ["verdict", "started", "uuid"])
    op.create_index("ix_component_last_run", "component", ["last_run", "serial_number"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_index("ix_component_last_run", "component")
    op.drop_index("ix_run_verdict", "run")
    op.drop_index("ix_run_procedure", "run")
    op.drop_index("ix_run_started", "run")
    op.create_index("ix_run_started", "run", ["started"])
    for table, column in (("component", "last_verdict"), ("component", "last_run"), ("run", "verdict"), ("run", "is_first")):
        op.drop_column(table, column)
