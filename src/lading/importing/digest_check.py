"""Digest files that lie beside log files: what they say of these, and whether to believe it.

The signature of a digest is in its metadata in a bucket; on disk it is found in the digest that
follows, which quotes it. Walking the whole chain is another command's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from posixpath import basename
from typing import Final

from lading.importing.files import CannotRead, SourceFile
from lading.importing.inflation import Unreadable, content_of
from lading.importing.tally import Tally
from lading.pure.digests.proof import NotProven, PublicKeys, prove
from lading.pure.digests.reading import Digest, DigestRefused, read_digest

DIGEST_BYTES_MAX: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class _Found:
    file: SourceFile
    digest: Digest


def hashes_of(
    digests: Sequence[SourceFile],
    logs: Sequence[SourceFile],
    keys: PublicKeys | None,
    tally: Tally,
) -> dict[str, str]:
    """Return the SHA-256 that log files must have, by their names; count what was found.

    A digest that cannot be read, or whose signature is not that of one of `keys`, proves nothing
    and is counted as bad. None for `keys`: signatures are not looked at.
    """
    found = [one for one in (_read(file, tally) for file in digests) if one is not None]
    quoted = {
        (one.digest.previous_bucket, one.digest.previous_key): one.digest.previous_signature
        for one in found
    }
    names = {file.key: file.name for file in logs} | {basename(one.key): one.name for one in logs}
    hashes: dict[str, str] = {}
    for one in found:
        if not _is_proven(one, quoted.get((one.digest.bucket, one.digest.key)), keys, tally):
            continue
        for logged in one.digest.log_files:
            name = (
                names.get(f"{logged.bucket}/{logged.key}")
                or names.get(logged.key)
                or names.get(basename(logged.key))
            )
            if name is None:
                reason = "log files that a digest lists are not there"
                tally.digest(reason, f"s3://{logged.bucket}/{logged.key}")
            else:
                hashes[name] = logged.sha256_hex
    return hashes


def _read(file: SourceFile, tally: Tally) -> _Found | None:
    try:
        with file.open() as opened:
            content = b"".join(content_of(opened, DIGEST_BYTES_MAX))
        return _Found(file, read_digest(content))
    except (CannotRead, Unreadable, DigestRefused) as error:
        tally.digest(f"digest files that cannot be read: {error}", file.name)
        return None


def _is_proven(one: _Found, quoted: str | None, keys: PublicKeys | None, tally: Tally) -> bool:
    if keys is None:
        tally.digest("digest files read, signatures not looked at (no --public-keys)")
        return True
    try:
        signature = one.file.signature() or quoted
        if signature is None:
            # The newest on disk: nothing quotes it yet.
            tally.digest("digest files read whose signature is not at hand")
            return True
        prove(one.digest, signature, keys)
    except (NotProven, CannotRead) as error:
        tally.digest(f"digest files that are not proven: {error}", one.file.name)
        return False
    tally.digest("digest files whose signature is good")
    return True
