"""Since when a blob is needed by no image, and when an upload last grew."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns that sweeping goes by; of what is there already nothing is known."""
    op.add_column("layers", sa.Column("unneeded_us", sa.BigInteger(), nullable=True))
    op.add_column("uploads", sa.Column("active_us", sa.BigInteger(), nullable=True))
