"""Names in a registry: repositories, tags, and the paths under `/v2/` that hold them.

Rules: the repository name of the Amazon ECR API model, the tag of the OCI Distribution
Specification 1.1 and its table of endpoints. A path is read from its end, where the endpoint
is, because a repository may itself be called `tags/list`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lading.pure.oci.digests import Digest
from lading.pure.oci.errors import RegistryError

REPOSITORY_NAME_CHARACTERS_MIN = 2
REPOSITORY_NAME_CHARACTERS_MAX = 256
API_TAG_CHARACTERS_MAX = 300
PATH_CHARACTERS_MAX = 1024
_PATHS_MAX = 4096

# Possessive throughout: each character is looked at once, whatever the text is.
_SEGMENT = r"[a-z0-9]++(?:(?:\.|__?+|-++)[a-z0-9]++)*+"
_REPOSITORY_NAME = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*+", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}+", re.ASCII)
_UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,128}+", re.ASCII)

RouteKind = Literal["base", "catalog", "manifest", "blob", "uploads", "upload", "tags", "referrers"]


@dataclass(frozen=True, slots=True)
class Route:
    """An OCI endpoint with its parts.

    `name` is "" for base and catalog. `reference` is a tag or digest of a manifest, the digest
    of a blob or of a referrers' subject, the id of an upload; "" for the other kinds.
    """

    kind: RouteKind
    name: str = ""
    reference: str = ""


def is_repository_name(text: str) -> bool:
    """Tell whether ECR takes the text as a repository name; linear in its length."""
    return (
        REPOSITORY_NAME_CHARACTERS_MIN <= len(text) <= REPOSITORY_NAME_CHARACTERS_MAX
        and _REPOSITORY_NAME.fullmatch(text) is not None
    )


def check_repository_name(text: str) -> str:
    """Return the name, or raise RegistryError NAME_INVALID."""
    if not is_repository_name(text):
        raise RegistryError("NAME_INVALID")
    return text


def is_tag(text: str) -> bool:
    """Tell whether the text is a tag a docker or OCI client can name."""
    return _TAG.fullmatch(text) is not None


def is_api_tag(text: str) -> bool:
    """Tell whether the ECR API model lets the text pass as an imageTag (1 to 300 characters)."""
    return 1 <= len(text) <= API_TAG_CHARACTERS_MAX


def check_tag(text: str) -> str:
    """Return the tag, or raise RegistryError TAG_INVALID."""
    if not is_tag(text):
        raise RegistryError("TAG_INVALID")
    return text


def check_reference(text: str) -> str:
    """Return the tag or digest of a path, or raise RegistryError TAG_INVALID or DIGEST_INVALID.

    TAG_INVALID has status 404 here: a tag that cannot exist does not exist, and 404 is the only
    failure the specification's table of endpoints has for both reading and pushing by tag.
    """
    if ":" in text:
        return _check_digest(text)
    if not is_tag(text):
        raise RegistryError("TAG_INVALID", status=404)
    return text


@lru_cache(maxsize=_PATHS_MAX)
def parse_path(path: str) -> Route | None:
    """Return the route of a request path without its query, None when it is no OCI endpoint.

    Raises RegistryError (NAME_INVALID, TAG_INVALID, DIGEST_INVALID, BLOB_UPLOAD_UNKNOWN) for
    an endpoint with a part that cannot exist. Percent signs, dot segments and empty segments
    are parts that cannot exist, so the path may be passed as it came.
    """
    if path in ("/v2", "/v2/"):
        return Route("base")
    if not path.startswith("/v2/"):
        return None
    if path == "/v2/_catalog":
        return Route("catalog")
    if len(path) > PATH_CHARACTERS_MAX:
        raise RegistryError("NAME_INVALID", "path too long")
    return _endpoint(path.split("/")[2:])


def _endpoint(segments: list[str]) -> Route | None:
    match segments:
        case [*name, "blobs", "uploads", ""] | [*name, "blobs", "uploads"]:
            return Route("uploads", _name(name))
        case [*name, "blobs", "uploads", upload_id]:
            return Route("upload", _name(name), _upload_id(upload_id))
        case [*name, "blobs", digest]:
            return Route("blob", _name(name), _check_digest(digest))
        case [*name, "manifests", reference]:
            return Route("manifest", _name(name), check_reference(reference))
        case [*name, "tags", "list"]:
            return Route("tags", _name(name))
        case [*name, "referrers", digest]:
            return Route("referrers", _name(name), _check_digest(digest))
    if any(segment in ("", ".", "..") for segment in segments):
        raise RegistryError("NAME_INVALID")
    return None


def _name(segments: list[str]) -> str:
    return check_repository_name("/".join(segments))


def _upload_id(text: str) -> str:
    if _UPLOAD_ID.fullmatch(text) is None:
        raise RegistryError("BLOB_UPLOAD_UNKNOWN")
    return text


def _check_digest(text: str) -> str:
    return str(Digest.parse(text))
