"""Keys, their material, aliases, grants and tags."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    _create_keys()
    _create_materials()
    _create_aliases()
    _create_grants()
    op.create_table(
        "kms_tags",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "name"),
    )
    op.create_table(
        "kms_master",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_keys() -> None:
    op.create_table(
        "kms_keys",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("material_tag", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=True),
        sa.Column("deletion_ms", sa.BigInteger(), nullable=True),
        sa.Column("rotation_days", sa.Integer(), nullable=True),
        sa.Column("rotation_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_index(
        "kms_keys_of_account", "kms_keys", ["account", "region", "key_id"], unique=False
    )
    for name, column in (
        ("kms_keys_to_delete", "deletion_ms"),
        ("kms_keys_to_rotate", "rotation_ms"),
    ):
        op.create_index(
            name,
            "kms_keys",
            [column],
            unique=False,
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
        )


def _create_materials() -> None:
    op.create_table(
        "kms_materials",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("material_id", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("rotation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key_id", "tag"),
    )


def _create_aliases() -> None:
    op.create_table(
        "kms_aliases",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("updated_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "region", "name"),
    )
    op.create_index("kms_aliases_of_key", "kms_aliases", ["key_id", "name"], unique=False)


def _create_grants() -> None:
    op.create_table(
        "kms_grants",
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("grantee", sa.Text(), nullable=False),
        sa.Column("retiring", sa.Text(), nullable=True),
        sa.Column("operations", sa.Text(), nullable=False),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("grant_id"),
    )
    for name, columns in (
        ("kms_grants_of_key", ["key_id", "grant_id"]),
        ("kms_grants_of_grantee", ["key_id", "grantee"]),
        ("kms_grants_of_retiring", ["retiring", "grant_id"]),
    ):
        op.create_index(name, "kms_grants", columns, unique=False)
