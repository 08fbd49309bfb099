"""Trails and their signing keys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    _create_trails()
    _create_trail_logging()
    _create_signing_keys()
    op.create_table(
        "trails_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_trails() -> None:
    op.create_table(
        "trails",
        sa.Column("trail_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("key_prefix", sa.Text(), nullable=False),
        sa.Column("global_events", sa.Integer(), nullable=False),
        sa.Column("multi_region", sa.Integer(), nullable=False),
        sa.Column("validation", sa.Integer(), nullable=False),
        sa.Column("recursive", sa.Integer(), nullable=False),
        sa.Column("log_group_arn", sa.Text(), nullable=False),
        sa.Column("log_role_arn", sa.Text(), nullable=False),
        sa.Column("kms_key_arn", sa.Text(), nullable=False),
        sa.Column("selectors", sa.Text(), nullable=False),
        sa.Column("insights", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("digest_chain", sa.Integer(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("deleted_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("trail_id"),
    )
    op.create_index(
        "trail_names",
        "trails",
        ["account", "region", "name"],
        unique=True,
        sqlite_where=sa.text("deleted_us IS NULL"),
        postgresql_where=sa.text("deleted_us IS NULL"),
    )


def _create_trail_logging() -> None:
    op.create_table(
        "trail_logging",
        sa.Column("trail_id", sa.Text(), nullable=False),
        sa.Column("started_us", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_event_id", sa.Text(), nullable=False),
        sa.Column("stopped_us", sa.BigInteger(), nullable=True),
        sa.Column("stop_event_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["trail_id"], ["trails.trail_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("trail_id", "started_us"),
        sqlite_with_rowid=False,
    )


def _create_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sealed_private_key", sa.Text(), nullable=True),
        sa.Column("starts_us", sa.BigInteger(), nullable=False),
        sa.Column("ends_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "region", "fingerprint"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "signing_keys_by_time", "signing_keys", ["account", "region", "starts_us"], unique=False
    )
