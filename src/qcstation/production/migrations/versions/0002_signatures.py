"""Runs are signed off."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Go to this schema."""
    op.create_table(
        "signature",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_signature_run_id"),
        sa.PrimaryKeyConstraint("entry", name="pk_signature"),
    )
    op.create_index("ix_signature_run_id", "signature", ["run_id"])


def downgrade() -> None:
    """Go back to the one before."""
    op.drop_table("signature")
