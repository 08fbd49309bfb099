"""Which objects there are, and which of them nobody needs any more."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from lading.schema import METADATA

OBJECTS = Table(
    "objects",
    METADATA,
    Column("object_id", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("discarded_us", BigInteger),
    sqlite_with_rowid=False,
)
Index("objects_discarded", OBJECTS.c.discarded_us, sqlite_where=OBJECTS.c.discarded_us.is_not(None))
