"""Checksums: check values, composites, and CRCs of the whole out of those of the parts."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from binascii import unhexlify

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lading.pure.s3.checksums import (
    COMPOSITE,
    FULL_OBJECT,
    SERVERS_OWN,
    Algorithm,
    BodySums,
    checked_value,
    checksum_of,
    checksum_type,
    claimed,
    combined,
    composite,
    multipart_etag,
    named,
)
from lading.pure.wire.errors import WireError

CHECK_VALUES = {
    Algorithm.CRC32: "y/Q5Jg==",
    Algorithm.CRC32C: "4waSgw==",
    Algorithm.CRC64NVME: "rosUhgp5mIg=",
}
CRCS = [one for one in Algorithm if one.is_crc]


@pytest.mark.parametrize("algorithm", CRCS)
def test_check_values(algorithm: Algorithm) -> None:
    """Of the catalogue of CRC algorithms: the checksum of `123456789`."""
    assert checksum_of(algorithm, b"123456789") == CHECK_VALUES[algorithm]


def test_checksums_of_nothing() -> None:
    assert checksum_of(Algorithm.CRC32, b"") == "AAAAAA=="
    assert checksum_of(Algorithm.CRC64NVME, b"") == "AAAAAAAAAAA="
    assert checksum_of(Algorithm.CRC32, b"hello\n") == "NjowIA=="


@pytest.mark.parametrize("algorithm", CRCS)
@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=5))
def test_parts_combine_to_the_whole(algorithm: Algorithm, parts: list[bytes]) -> None:
    each = [(checksum_of(algorithm, part), len(part)) for part in parts]
    assert combined(algorithm, each) == checksum_of(algorithm, b"".join(parts))


@given(pieces=st.lists(st.binary(max_size=100), max_size=6))
def test_sums_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    sums = BodySums(Algorithm.CRC32C, Algorithm.SHA1, sha256=True)
    for piece in pieces:
        sums.update(piece)
    whole = b"".join(pieces)
    assert sums.size_bytes == len(whole)
    assert sums.md5 == hashlib.md5(whole).hexdigest()
    assert sums.sha256 == hashlib.sha256(whole).hexdigest()
    assert sums.checksum == checksum_of(Algorithm.CRC32C, whole)
    assert sums.value(Algorithm.SHA1) == b64encode(hashlib.sha1(whole).digest()).decode()


def test_composites_recorded_on_aws() -> None:
    part = "DjU70AB1bON8k0n0fVHv2PJQVWcA/jWsITp6ti20Tbs="
    whole = "2Wjxbc3N6c1y3Eqve6x8X+xPy4qXhB1vAMgge0qeZJM=-2"
    assert composite(Algorithm.SHA256, [part, part]) == whole
    assert composite(Algorithm.CRC32C, ["fwuu0Q=="]) == "sZB91Q==-1"


def test_the_etag_of_two_parts_recorded_on_aws() -> None:
    part = "c4c753e69bb853187f5854c46cf801c6"
    assert multipart_etag([part, part]) == "14cb3f95b2dfe6bd47fb59d47949e00e-2"
    assert len(unhexlify(part)) == 16


@pytest.mark.parametrize(
    ("headers", "algorithm", "value"),
    [
        ({}, None, None),
        ({"x-amz-checksum-crc32": "NjowIA=="}, Algorithm.CRC32, "NjowIA=="),
        ({"x-amz-trailer": "x-amz-checksum-sha256"}, Algorithm.SHA256, None),
        ({"x-amz-checksum-mode": "ENABLED", "x-amz-checksum-algorithm": "CRC32"}, None, None),
    ],
)
def test_what_headers_claim(
    headers: dict[str, str], algorithm: Algorithm | None, value: str | None
) -> None:
    found = claimed(headers)
    assert (found.algorithm if found else None, found.value if found else None) == (
        algorithm,
        value,
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-checksum-xxhash64": "AAAAAAAAAAA="},
        {"x-amz-checksum-crc32": "AAAA"},
        {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-checksum-sha1": "x"},
        {"x-amz-checksum-crc32": "AAAAAA==", "x-amz-trailer": "x-amz-checksum-crc32"},
        {"x-amz-trailer": "content-md5"},
    ],
)
def test_claims_that_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(WireError, match="InvalidRequest"):
        claimed(headers)


def test_types_of_checksums() -> None:
    for algorithm in Algorithm:
        default = checksum_type(algorithm, None)
        assert default == (FULL_OBJECT if algorithm is SERVERS_OWN else COMPOSITE)
    with pytest.raises(WireError, match="InvalidRequest"):
        checksum_type(Algorithm.SHA256, "PARTIAL")
    assert named("crc32c") is Algorithm.CRC32C
    with pytest.raises(WireError, match="InvalidRequest"):
        named("ADLER32")
    with pytest.raises(WireError, match="trailing header"):
        checked_value(Algorithm.CRC32, "*", trailing=True)
