"""The published and computed vectors of chunk signatures."""

from __future__ import annotations

import pytest

from lading.pure.s3.checksums import Algorithm
from lading.pure.s3.chunks import ChunkDecoder, ChunkSigner
from lading.pure.sigv4.signing_key import derive
from lading.pure.wire.errors import WireError

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
STAMP, SCOPE = "20130524T000000Z", "20130524/us-east-1/s3/aws4_request"
BODY = b"a" * 66_560
CHUNKS = (BODY[:65_536], BODY[65_536:], b"")

# Amazon S3 API Reference, "Signature calculations for the Authorization header: Transferring a
# payload in multiple chunks".
SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
SIGNATURES = (
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
)
TRAILER_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
LAST_BEFORE_TRAILER = "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"
TRAILER_SIGNATURE = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
TRAILER_VALUE = "sOO8/Q=="


def signer(seed: str = SEED) -> ChunkSigner:
    return ChunkSigner(derive(SECRET, "20130524", "us-east-1", "s3"), STAMP, SCOPE, seed)


def frame(signatures: tuple[str, ...], chunks: tuple[bytes, ...] = CHUNKS) -> bytes:
    return b"".join(
        f"{len(chunk):x};chunk-signature={signature}\r\n".encode()
        + (chunk + b"\r\n" if chunk else b"")
        for chunk, signature in zip(chunks, signatures, strict=True)
    )


def test_the_published_chunks() -> None:
    decoder = ChunkDecoder(len(BODY), signer(), None)
    assert b"".join(decoder.feed(frame(SIGNATURES) + b"\r\n")) == BODY
    assert decoder.finish() is None


def test_a_signed_trailer() -> None:
    from hashlib import sha256

    made = signer(TRAILER_SEED)
    previous, signatures = TRAILER_SEED, []
    for chunk in CHUNKS:
        previous = made.of_chunk(previous, sha256(chunk).hexdigest())
        signatures.append(previous)
    assert previous == LAST_BEFORE_TRAILER
    name = Algorithm.CRC32C.header
    assert made.of_trailer(previous, f"{name}:{TRAILER_VALUE}\n".encode()) == TRAILER_SIGNATURE
    trailer = f"{name}:{TRAILER_VALUE}\nx-amz-trailer-signature:{TRAILER_SIGNATURE}\r\n\r\n"
    decoder = ChunkDecoder(len(BODY), made, Algorithm.CRC32C)
    decoder.feed(frame(tuple(signatures)) + trailer.encode())
    assert decoder.finish() == TRAILER_VALUE


def test_what_an_sdk_sends_over_tls() -> None:
    """Captured from the aws CLI: one chunk, no signature, the checksum behind."""
    body = b"6\r\nhello\n\r\n0\r\nx-amz-checksum-crc32:NjowIA==\r\n\r\n"
    decoder = ChunkDecoder(6, None, Algorithm.CRC32)
    assert [b"".join(decoder.feed(body[at : at + 1])) for at in range(len(body))].count(b"") == (
        len(body) - 6
    )
    assert decoder.finish() == "NjowIA=="


@pytest.mark.parametrize("chunk", [0, 1, 2])
def test_a_signature_of_another_chunk(chunk: int) -> None:
    wrong = list(SIGNATURES)
    wrong[chunk] = "0" * 64
    decoder = ChunkDecoder(len(BODY), signer(), None)
    with pytest.raises(WireError, match="SignatureDoesNotMatch"):
        decoder.feed(frame(tuple(wrong)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"6\r\nhel",
        b"6\r\nhello\nXX",
        b"6\nhello\n\r\n",
        b"-6\r\nhello\n",
        b"6;chunk-signature=short\r\n",
        b"0x6\r\nhello\n\r\n",
        b"fffffffffffffffff\r\n",
    ],
)
def test_what_is_no_framing(body: bytes) -> None:
    decoder = ChunkDecoder(6, None, None)
    with pytest.raises(WireError, match="IncompleteBody"):
        decoder.feed(body)
        decoder.finish()


def test_more_than_was_announced_is_never_handed_on() -> None:
    decoder = ChunkDecoder(6, None, None)
    with pytest.raises(WireError, match="IncompleteBody"):
        decoder.feed(b"7\r\n1234567\r\n0\r\n\r\n")


def test_a_trailer_is_bounded() -> None:
    decoder = ChunkDecoder(0, None, Algorithm.CRC32)
    with pytest.raises(WireError, match="MalformedTrailerError"):
        decoder.feed(b"0\r\n" + b"x" * 5000)
