"""What a registry client is told where the operation told an AWS client something else."""

from __future__ import annotations

from collections.abc import Mapping

from lading.operation import ServiceError
from lading.pure.oci.errors import ErrorCode, RegistryError

_CODES: dict[str, tuple[ErrorCode, int | None]] = {
    "RepositoryNotFoundException": ("NAME_UNKNOWN", None),
    "RepositoryAlreadyExistsException": ("NAME_INVALID", 409),
    "ImageNotFoundException": ("MANIFEST_UNKNOWN", None),
    "AccessDeniedException": ("DENIED", None),
    "UnrecognizedClientException": ("UNAUTHORIZED", None),
    "UploadNotFoundException": ("BLOB_UPLOAD_UNKNOWN", None),
    "InvalidLayerPartException": ("RANGE_INVALID", None),
    "InvalidLayerException": ("DIGEST_INVALID", None),
    "LayersNotFoundException": ("MANIFEST_BLOB_UNKNOWN", None),
    "ReferencedImagesNotFoundException": ("MANIFEST_BLOB_UNKNOWN", None),
    "ImageTagAlreadyExistsException": ("TAG_INVALID", None),
    "ImageDigestDoesNotMatchException": ("DIGEST_INVALID", None),
    "InvalidParameterException": ("MANIFEST_INVALID", None),
    "LimitExceededException": ("SIZE_INVALID", 413),
    "ServiceUnavailableException": ("UNAVAILABLE", None),
    "ThrottlingException": ("TOOMANYREQUESTS", None),
    "KmsException": ("DENIED", None),
}


class RangeRefused(RegistryError):
    """A 416 whose `headers` say which range would have been right."""

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        super().__init__("RANGE_INVALID", message)
        self.headers = dict(headers)


def registry_error(error: ServiceError) -> RegistryError:
    """Return the registry's form of an operation's error."""
    code, status = _CODES.get(error.code, ("UNKNOWN", None))
    return RegistryError(code, error.message, status=status)
