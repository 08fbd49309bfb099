"""aws-chunked bodies through the door: with and without signatures, with and without trailers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lading.pure.s3.checksums import Algorithm, checksum_of
from lading.pure.s3.chunks import ChunkSigner
from lading.pure.sigv4.signing_key import derive

from ...services.s3.house import HOST, ROOT, House
from ...services.s3.wire import Reply

UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = f"{SIGNED}-TRAILER"
BODY = bytes(range(256)) * 300
CHUNKS = [BODY[:65_536], BODY[65_536:]]
CRC = checksum_of(Algorithm.CRC32, BODY)
TRAILER = "x-amz-checksum-crc32"

Bend = Callable[[list[bytes]], list[bytes]]


def as_it_is(pieces: list[bytes]) -> list[bytes]:
    return pieces


def send(
    house: House,
    mode: str,
    *,
    bend: Bend = as_it_is,
    chunks: list[bytes] = CHUNKS,
    value: str = CRC,
    size: int | None = None,
    trailer: str | None = TRAILER,
    more: dict[str, str] | None = None,
) -> Reply:
    """Frame and sign a body; `bend` changes the framed pieces before they are sent."""
    length = sum(map(len, chunks)) if size is None else size
    headers = {
        "X-Amz-Content-SHA256": mode,
        "Content-Encoding": "aws-chunked",
        "X-Amz-Decoded-Content-Length": str(length),
        "Transfer-Encoding": "chunked",
    } | (more or {})
    if mode != SIGNED and trailer is not None:
        headers["X-Amz-Trailer"] = trailer
    url = f"http://{HOST}/bucket/k"
    request = AWSRequest("PUT", url, headers, b"")
    signer = _Streaming(Credentials(ROOT.key_id, ROOT.secret), "s3", "us-east-1")
    signer.add_auth(request)
    authorization = request.headers["Authorization"]
    seed = authorization.rpartition("Signature=")[2]
    stamp = request.headers["X-Amz-Date"]
    scope = f"{stamp[:8]}/us-east-1/s3/aws4_request"
    key = derive(ROOT.secret, stamp[:8], "us-east-1", "s3")
    pieces = framed(mode, ChunkSigner(key, stamp, scope, seed), chunks, trailer, value)
    given = [(name, str(text)) for name, text in request.headers.items()]
    return house.send("PUT", url, given, bend(pieces))


def framed(
    mode: str, signer: ChunkSigner, chunks: list[bytes], trailer: str | None, value: str
) -> list[bytes]:
    pieces, previous = [], signer.seed
    for chunk in [*chunks, b""]:
        previous = signer.of_chunk(previous, hashlib.sha256(chunk).hexdigest())
        signature = "" if mode == UNSIGNED else f";chunk-signature={previous}"
        head = f"{len(chunk):x}{signature}\r\n".encode()
        pieces.append(head + (chunk + b"\r\n" if chunk else b""))
    if mode != SIGNED and trailer is not None:
        line = f"{trailer}:{value}"
        pieces.append(f"{line}\r\n".encode())
        if mode == SIGNED_TRAILER:
            signature = signer.of_trailer(previous, f"{line}\n".encode())
            pieces.append(f"x-amz-trailer-signature:{signature}\r\n".encode())
    return [*pieces, b"\r\n"]


class _Streaming(S3SigV4Auth):
    """Signs with the payload mode that the header names."""

    def payload(self, request: Any) -> Any:
        return request.headers["X-Amz-Content-SHA256"]

    def _modify_request_before_signing(self, request: Any) -> None:
        mode = request.headers["X-Amz-Content-SHA256"]
        super()._modify_request_before_signing(request)  # type: ignore[misc]
        del request.headers["X-Amz-Content-SHA256"]
        request.headers["X-Amz-Content-SHA256"] = mode


def code(reply: Reply) -> str:
    return reply.text.partition("<Code>")[2].partition("</Code>")[0]


@pytest.mark.parametrize("mode", [UNSIGNED, SIGNED, SIGNED_TRAILER])
@pytest.mark.parametrize("piece_bytes", [None, 1_000, 7, 1_000_000])
def test_framed_bodies_are_taken(house: House, s3: Any, mode: str, piece_bytes: int | None) -> None:
    """However the network cuts them into pieces."""

    def cut(pieces: list[bytes]) -> list[bytes]:
        whole = b"".join(pieces)
        if piece_bytes is None:
            return pieces
        return [whole[at : at + piece_bytes] for at in range(0, len(whole), piece_bytes)]

    reply = send(house, mode, bend=cut)
    assert reply.status == 200, reply.text
    got = s3.get_object(Bucket="bucket", Key="k", ChecksumMode="ENABLED")
    assert got["Body"].read() == BODY
    assert "ContentEncoding" not in got
    if mode != SIGNED:
        assert got["ChecksumCRC32"] == CRC


def test_an_empty_body_is_framed_too(house: House, s3: Any) -> None:
    for mode in (UNSIGNED, SIGNED, SIGNED_TRAILER):
        assert send(house, mode, chunks=[], value="AAAAAA==").status == 200
    assert s3.head_object(Bucket="bucket", Key="k")["ContentLength"] == 0


def test_another_encoding_stays(house: House, s3: Any) -> None:
    send(house, UNSIGNED, more={"Content-Encoding": "gzip,aws-chunked"})
    assert s3.head_object(Bucket="bucket", Key="k")["ContentEncoding"] == "gzip"


def flipped(pieces: list[bytes]) -> list[bytes]:
    first = bytearray(pieces[0])
    first[-5] ^= 1
    return [bytes(first), *pieces[1:]]


def shortened(pieces: list[bytes]) -> list[bytes]:
    return pieces[:1]


def without_signature(pieces: list[bytes]) -> list[bytes]:
    head, _, rest = pieces[0].partition(b"\r\n")
    return [head.partition(b";")[0] + b"\r\n" + rest, *pieces[1:]]


def swapped(pieces: list[bytes]) -> list[bytes]:
    return [pieces[1], pieces[0], *pieces[2:]]


def with_more_behind(pieces: list[bytes]) -> list[bytes]:
    return [*pieces, b"x-amz-meta-more:1\r\n"]


def with_bad_frame(pieces: list[bytes]) -> list[bytes]:
    return [b"zz\r\n", *pieces]


def with_endless_frame(pieces: list[bytes]) -> list[bytes]:
    return [b"0" * 1000, *pieces]


def with_false_trailer_signature(pieces: list[bytes]) -> list[bytes]:
    return [*pieces[:-2], b"x-amz-trailer-signature:" + b"0" * 64 + b"\r\n", b"\r\n"]


def without_trailer(pieces: list[bytes]) -> list[bytes]:
    return [*pieces[:3], b"\r\n"]


@pytest.mark.parametrize(
    ("mode", "bend", "status", "wanted"),
    [
        (SIGNED, flipped, 403, "SignatureDoesNotMatch"),
        (SIGNED, swapped, 403, "SignatureDoesNotMatch"),
        (SIGNED, without_signature, 400, "IncompleteBody"),
        (SIGNED, shortened, 400, "IncompleteBody"),
        (SIGNED, with_more_behind, 400, "MalformedTrailerError"),
        (SIGNED_TRAILER, with_false_trailer_signature, 403, "SignatureDoesNotMatch"),
        (SIGNED_TRAILER, without_trailer, 400, "MalformedTrailerError"),
        (UNSIGNED, flipped, 400, "BadDigest"),
        (UNSIGNED, shortened, 400, "IncompleteBody"),
        (UNSIGNED, without_trailer, 400, "MalformedTrailerError"),
        (UNSIGNED, with_more_behind, 400, "MalformedTrailerError"),
        (UNSIGNED, with_bad_frame, 400, "IncompleteBody"),
        (UNSIGNED, with_endless_frame, 400, "IncompleteBody"),
    ],
)
def test_bent_bodies_leave_nothing(
    house: House, s3: Any, mode: str, bend: Bend, status: int, wanted: str
) -> None:
    reply = send(house, mode, bend=bend)
    assert (reply.status, code(reply)) == (status, wanted)
    assert house.files() == (0, 0)
    assert house.record(eventName="PutObject")["errorCode"] == wanted


def test_small_chunks_come_last(house: House, s3: Any) -> None:
    chunks = [b"x" * 8191, b"y"]
    reply = send(house, UNSIGNED, chunks=chunks, value="AAAAAA==")
    assert (reply.status, code(reply)) == (400, "InvalidChunkSizeError")
    assert "<BadChunkSize>8191</BadChunkSize>" in reply.text


@pytest.mark.parametrize("size", [len(BODY) - 1, len(BODY) + 1])
def test_the_decoded_length_is_right(house: House, s3: Any, size: int) -> None:
    reply = send(house, UNSIGNED, size=size)
    assert (reply.status, code(reply)) == (400, "IncompleteBody")
    assert f"<NumberBytesExpected>{size}</NumberBytesExpected>" in reply.text


@pytest.mark.parametrize("length", ["", "x", "-1", "1e3"])
def test_the_decoded_length_is_there(house: House, s3: Any, length: str) -> None:
    reply = send(house, UNSIGNED, more={"X-Amz-Decoded-Content-Length": length})
    assert (reply.status, code(reply)) == (411, "MissingContentLength")


@pytest.mark.parametrize("value", ["AAAA", "not base64!", ""])
def test_a_trailers_value_has_a_form(house: House, s3: Any, value: str) -> None:
    reply = send(house, UNSIGNED, value=value)
    assert (reply.status, code(reply)) == (400, "InvalidRequest")
    assert "Value for x-amz-checksum-crc32 trailing header is invalid." in reply.text


def test_trailers_that_nobody_knows(house: House, s3: Any) -> None:
    reply = send(house, UNSIGNED, trailer="x-amz-meta-late")
    assert (reply.status, code(reply)) == (400, "InvalidRequest")
    assert "The value specified in the x-amz-trailer header is not supported" in reply.text


def test_framing_without_any_signature_is_refused(house: House, s3: Any) -> None:
    reply = send(house, "UNSIGNED-PAYLOAD", trailer=None)
    assert (reply.status, code(reply)) == (400, "InvalidRequest")
    assert "aws-chunked encoding is not supported" in reply.text
