"""What the signature of a digest covers (CloudTrail User Guide, "Validating log files")."""

from __future__ import annotations

from typing import Final

SIGNATURE_ALGORITHM: Final = "SHA256withRSA"
"""RSASSA-PKCS1-v1_5 with SHA-256, by the name that digests and their metadata have for it."""

_NO_PREVIOUS: Final = "null"


def string_to_sign(
    end_time: str, bucket: str, key: str, sha256_hex: str, previous_signature: str | None
) -> bytes:
    """Return the text that is signed.

    end_time: as in the digest. sha256_hex: of the uncompressed digest. previous_signature: in
    hexadecimal; None in a starting digest.
    """
    previous = _NO_PREVIOUS if previous_signature is None else previous_signature
    return "\n".join((end_time, f"{bucket}/{key}", sha256_hex, previous)).encode()
