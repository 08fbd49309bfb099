"""Objects: bytes under names of our own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    op.create_table(
        "objects",
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.Column("discarded_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("object_id"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "objects_discarded",
        "objects",
        ["discarded_us"],
        unique=False,
        sqlite_where=sa.text("discarded_us IS NOT NULL"),
    )
