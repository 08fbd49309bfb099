"""Where CloudTrail keeps its state: trails, when they were logging, and the keys that sign.

    trails ── trail_logging   spans of time in which a trail wants records
    signing_keys              what digest files of an account and Region are signed with
    trails_version            one number that grows with every change of the first two

How the delivery of a trail goes is not here but in the clerk's own files: it is nobody's act. A
deleted trail stays, without its name, until the clerk has delivered the last of its records.
Times are microseconds since 1970 in UTC.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, text

from lading.schema import METADATA

TRAILS = Table(
    "trails",
    METADATA,
    Column("trail_id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bucket", Text, nullable=False),
    Column("key_prefix", Text, nullable=False),
    Column("global_events", Integer, nullable=False),
    Column("multi_region", Integer, nullable=False),
    Column("validation", Integer, nullable=False),
    Column("recursive", Integer, nullable=False),
    Column("log_group_arn", Text, nullable=False),
    Column("log_role_arn", Text, nullable=False),
    Column("kms_key_arn", Text, nullable=False),
    Column("selectors", Text, nullable=False),
    Column("insights", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("digest_chain", Integer, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("deleted_us", BigInteger),
    Index(
        "trail_names",
        "account",
        "region",
        "name",
        unique=True,
        sqlite_where=text("deleted_us IS NULL"),
        postgresql_where=text("deleted_us IS NULL"),
    ),
)

TRAIL_LOGGING = Table(
    "trail_logging",
    METADATA,
    Column("trail_id", ForeignKey("trails.trail_id", ondelete="CASCADE"), primary_key=True),
    Column("started_us", BigInteger, primary_key=True, autoincrement=False),
    Column("start_event_id", Text, nullable=False),
    Column("stopped_us", BigInteger),
    Column("stop_event_id", Text),
    sqlite_with_rowid=False,
)

SIGNING_KEYS = Table(
    "signing_keys",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("public_key", Text, nullable=False),
    Column("sealed_private_key", Text),
    Column("starts_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Index("signing_keys_by_time", "account", "region", "starts_us"),
    sqlite_with_rowid=False,
)

TRAILS_VERSION = Table(
    "trails_version",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
