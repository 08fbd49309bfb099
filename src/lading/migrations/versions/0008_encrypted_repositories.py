"""Repositories encrypted under a key, and what opens their uploads, layers and manifests."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; all that is there already is not encrypted."""
    op.add_column("repositories", sa.Column("kms_key_arn", sa.Text(), nullable=True))
    op.add_column("repositories", sa.Column("kms_grants", sa.Text(), nullable=True))
    op.add_column("images", sa.Column("sealed_key", sa.LargeBinary(), nullable=True))
    for table in ("layers", "uploads"):
        op.add_column(table, sa.Column("object_id", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("sealed_key", sa.LargeBinary(), nullable=True))
    op.add_column("uploads", sa.Column("wrapped_key", sa.LargeBinary(), nullable=True))
    op.add_column("uploads", sa.Column("bookmark", sa.LargeBinary(), nullable=True))
