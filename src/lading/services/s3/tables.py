"""Where S3 keeps its state: buckets, objects, uploads and their parts.

    s3_buckets ─┬─ s3_objects ── s3_segments   the parts an object is made of, if it is of several
                └─ s3_uploads ── s3_parts      parts on their way to becoming an object

Times are microseconds since 1970 in UTC, sizes bytes. A key is its bytes in UTF-8, so that it
compares as S3 sorts. Bytes lie in the vault under `object_id`, which is NULL for no bytes at all;
`sealed` is what opens them, NULL where they lie as they are.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from lading.schema import METADATA

_BUCKET = "s3_buckets.id"

BUCKETS = Table(
    "s3_buckets",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("policy", Text),
    Column("tags", Text),
    Index("s3_buckets_of_account", "account", "name"),
    sqlite_autoincrement=True,
)

OBJECTS = Table(
    "s3_objects",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("bucket_id", ForeignKey(_BUCKET), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("etag", Text, nullable=False),
    Column("modified_us", BigInteger, nullable=False),
    Column("storage_class", Text, nullable=False),
    Column("algorithm", Text, nullable=False),
    Column("checksum", Text, nullable=False),
    Column("checksum_type", Text, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("part_count", Integer, nullable=False),
    Column("object_id", Text),
    Column("sealed", Text),
    UniqueConstraint("bucket_id", "key"),
    sqlite_autoincrement=True,
)

SEGMENTS = Table(
    "s3_segments",
    METADATA,
    Column(
        "owner_id",
        ForeignKey("s3_objects.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("object_id", Text),
    Column("size_bytes", BigInteger, nullable=False),
    Column("checksum", Text),
    Column("sealed", Text),
    sqlite_with_rowid=False,
)

UPLOADS = Table(
    "s3_uploads",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("bucket_id", ForeignKey(_BUCKET), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("begun_us", BigInteger, nullable=False),
    Column("initiator", Text, nullable=False),
    Column("storage_class", Text, nullable=False),
    Column("algorithm", Text),
    Column("checksum_type", Text),
    Column("attributes", Text, nullable=False),
    Column("completed_us", BigInteger),
    Column("outcome", Text),
    Index("s3_uploads_of_bucket", "bucket_id", "key", "id"),
    sqlite_with_rowid=False,
)
Index(
    "s3_uploads_completed",
    UPLOADS.c.completed_us,
    sqlite_where=UPLOADS.c.completed_us.is_not(None),
)

PARTS = Table(
    "s3_parts",
    METADATA,
    Column("upload_id", ForeignKey("s3_uploads.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("object_id", Text),
    Column("size_bytes", BigInteger, nullable=False),
    Column("etag", Text, nullable=False),
    Column("algorithm", Text, nullable=False),
    Column("checksum", Text, nullable=False),
    Column("modified_us", BigInteger, nullable=False),
    Column("sealed", Text),
    sqlite_with_rowid=False,
)
