"""Where keys, their material, aliases, grants and tags are kept.

    kms_keys ─┬─ kms_materials    wrapped; a rotation adds one, the end of the key destroys all
              ├─ kms_aliases
              ├─ kms_grants       grantee and retiring principal pinned as in policies
              └─ kms_tags
    kms_master                    one row: the fingerprint of the master key that wraps materials

Times are milliseconds since 1970 in UTC.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from lading.schema import METADATA

KEYS = Table(
    "kms_keys",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("manager", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("material_tag", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("window_days", Integer),
    Column("deletion_ms", BigInteger),
    # The period while the key rotates by itself, and when it does next.
    Column("rotation_days", Integer),
    Column("rotation_ms", BigInteger),
    Index("kms_keys_of_account", "account", "region", "key_id"),
)
Index("kms_keys_to_delete", KEYS.c.deletion_ms, sqlite_where=KEYS.c.deletion_ms.is_not(None))
Index("kms_keys_to_rotate", KEYS.c.rotation_ms, sqlite_where=KEYS.c.rotation_ms.is_not(None))

MATERIALS = Table(
    "kms_materials",
    METADATA,
    Column("key_id", Text, primary_key=True),
    # The first 16 characters of the material's id: what a ciphertext has room for.
    Column("tag", Text, primary_key=True),
    Column("material_id", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    # AUTOMATIC or ON_DEMAND for one that a rotation made.
    Column("rotation", Text),
)

ALIASES = Table(
    "kms_aliases",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Index("kms_aliases_of_key", "key_id", "name"),
)

GRANTS = Table(
    "kms_grants",
    METADATA,
    Column("grant_id", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text),
    Column("grantee", Text, nullable=False),
    Column("retiring", Text),
    Column("operations", Text, nullable=False),
    Column("constraints", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Index("kms_grants_of_key", "key_id", "grant_id"),
    Index("kms_grants_of_grantee", "key_id", "grantee"),
    Index("kms_grants_of_retiring", "retiring", "grant_id"),
)

TAGS = Table(
    "kms_tags",
    METADATA,
    Column("key_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

MASTER = Table(
    "kms_master",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", Text, nullable=False),
)
