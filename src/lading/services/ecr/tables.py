"""Where the registry keeps its state: repositories, images, tags, layers, uploads.

    repositories ─┬─ images ─┬─ tags            a tag names one image of the repository
                  │          ├─ image_blobs     config and layers an image needs
                  │          └─ image_children  manifests an index needs
                  ├─ layers                     blobs that were pushed to the repository
                  ├─ uploads                    blobs on their way
                  └─ lifecycle_policies         at most one for each repository
                     lifecycle_previews         what the newest preview found
    registry_policies, registry_settings, repository_templates, pull_exclusions
                                                what an account has set for its registry in a Region

Times are microseconds since 1970 in UTC, sizes bytes. Blob bytes lie in the blob store, by
digest; a row here is what makes them readable through a repository. `layers.unneeded_us` is when a
sweep found that no image needs the blob, None from its next use on; `uploads.active_us` is when the
newest part came.

Of a repository with a `kms_key_arn` all bytes are sealed; `kms_grants` are the ids of its grants on
the key with spaces between. Its layers are objects of the vault under `object_id`, its manifests
are sealed in their rows. `sealed_key` is the data key of a layer or manifest as KMS encrypted it;
`uploads.wrapped_key` is the same key for the requests that add to an upload, `uploads.bookmark` the
sealed end of what has arrived (`vault.sealed_upload`). All are None elsewhere.
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

_REPOSITORY = "repositories.id"
_IMAGE = "images.id"

REPOSITORIES = Table(
    "repositories",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_us", BigInteger, nullable=False),
    Column("mutability", Text, nullable=False),
    Column("mutability_filters", Text, nullable=False),
    Column("scan_on_push", Integer, nullable=False),
    Column("policy", Text),
    Column("tags", Text, nullable=False),
    Column("kms_key_arn", Text),
    Column("kms_grants", Text),
    UniqueConstraint("account", "region", "name"),
    sqlite_autoincrement=True,
)

IMAGES = Table(
    "images",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("repository_id", ForeignKey(_REPOSITORY, ondelete="CASCADE"), nullable=False),
    Column("digest", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("artifact_type", Text),
    Column("subject", Text),
    Column("size_bytes", BigInteger, nullable=False),
    Column("pushed_us", BigInteger, nullable=False),
    Column("pulled_us", BigInteger),
    Column("pulled_by", Text),
    Column("manifest", LargeBinary, nullable=False),
    Column("sealed_key", LargeBinary),
    UniqueConstraint("repository_id", "digest"),
    Index("images_of_subject", "repository_id", "subject"),
    sqlite_autoincrement=True,
)

TAGS = Table(
    "tags",
    METADATA,
    Column(
        "repository_id",
        ForeignKey(_REPOSITORY, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("tag", Text, primary_key=True),
    Column("image_id", ForeignKey(_IMAGE, ondelete="CASCADE"), nullable=False),
    Index("tags_of_image", "image_id"),
    sqlite_with_rowid=False,
)

IMAGE_BLOBS = Table(
    "image_blobs",
    METADATA,
    Column("repository_id", ForeignKey(_REPOSITORY, ondelete="CASCADE"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("image_id", ForeignKey(_IMAGE, ondelete="CASCADE"), primary_key=True),
    Index("blobs_of_image", "image_id"),
    sqlite_with_rowid=False,
)

IMAGE_CHILDREN = Table(
    "image_children",
    METADATA,
    Column("repository_id", ForeignKey(_REPOSITORY, ondelete="CASCADE"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("image_id", ForeignKey(_IMAGE, ondelete="CASCADE"), primary_key=True),
    Index("children_of_image", "image_id"),
    sqlite_with_rowid=False,
)

LAYERS = Table(
    "layers",
    METADATA,
    Column(
        "repository_id",
        ForeignKey(_REPOSITORY, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("digest", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    Column("media_type", Text),
    Column("object_id", Text),
    Column("sealed_key", LargeBinary),
    Column("unneeded_us", BigInteger),
    Index("layers_of_digest", "digest"),
    sqlite_with_rowid=False,
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("repository_id", ForeignKey(_REPOSITORY, ondelete="CASCADE"), nullable=False),
    Column("begun_us", BigInteger, nullable=False),
    Column("received_bytes", BigInteger, nullable=False),
    Column("small_part", Integer, nullable=False),
    Column("object_id", Text),
    Column("sealed_key", LargeBinary),
    Column("wrapped_key", LargeBinary),
    Column("bookmark", LargeBinary),
    Column("active_us", BigInteger),
    Index("uploads_of_repository", "repository_id"),
)

LIFECYCLE_POLICIES = Table(
    "lifecycle_policies",
    METADATA,
    Column(
        "repository_id",
        ForeignKey(_REPOSITORY, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("policy_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("evaluated_us", BigInteger),
)

LIFECYCLE_PREVIEWS = Table(
    "lifecycle_previews",
    METADATA,
    Column(
        "repository_id",
        ForeignKey(_REPOSITORY, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("text", Text, nullable=False),
    Column("evaluated_us", BigInteger, nullable=False),
    Column("results", LargeBinary, nullable=False),
)

REGISTRY_POLICIES = Table(
    "registry_policies",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("policy", Text, nullable=False),
    sqlite_with_rowid=False,
)

REGISTRY_SETTINGS = Table(
    "registry_settings",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

REPOSITORY_TEMPLATES = Table(
    "repository_templates",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("created_us", BigInteger, nullable=False),
    Column("updated_us", BigInteger, nullable=False),
    Column("members", Text, nullable=False),
    sqlite_with_rowid=False,
)

PULL_EXCLUSIONS = Table(
    "pull_exclusions",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("principal_arn", Text, primary_key=True),
    Column("created_us", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
