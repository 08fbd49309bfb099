"""Where log groups and their streams are kept; their events lie in the analytics store.

    log_groups ── log_streams
    log_remains               what was deleted while its events still lie in the analytics store

Ids are random: whatever becomes of this database or the analytics store, a new group or stream
never finds the events of an old one. Times are milliseconds since 1970 in UTC.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from lading.schema import METADATA

LOG_GROUPS = Table(
    "log_groups",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("group_class", Text, nullable=False),
    Column("retention_days", Integer),
    Column("protected", Integer, nullable=False),
    Column("tags", Text, nullable=False),
    UniqueConstraint("account", "region", "name"),
)

LOG_STREAMS = Table(
    "log_streams",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("group_id", ForeignKey("log_groups.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    UniqueConstraint("group_id", "name"),
)

LOG_REMAINS = Table(
    "log_remains",
    METADATA,
    Column("group_id", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_id", BigInteger, primary_key=True, autoincrement=False),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("deleted_ms", BigInteger, nullable=False),
    Index("log_remains_in_order", "deleted_ms"),
    sqlite_with_rowid=False,
)
"""`stream_id` is 0 where the whole group was deleted."""
