"""Short sealed texts: only what was sealed for a place, under its key, opens there."""

from __future__ import annotations

import pytest

from lading.pure.sealed_chunks import SealBroken
from lading.pure.sealed_text import OVERHEAD_BYTES, open_text, seal_text

KEY, PLACE = bytes(range(32)), "arn:aws:s3:::manifests/sha256:0"


@pytest.mark.parametrize("text", [b"", b"x", b"manifest" * 10_000])
def test_what_goes_in_comes_out(text: bytes) -> None:
    sealed = seal_text(KEY, PLACE, text)
    assert len(sealed) == len(text) + OVERHEAD_BYTES
    assert open_text(KEY, PLACE, sealed) == text
    assert seal_text(KEY, PLACE, text) != sealed


def test_every_byte_key_and_place_count() -> None:
    sealed = seal_text(KEY, PLACE, b"text")
    wrong = [(KEY, PLACE + "0", sealed), (bytes(32), PLACE, sealed)]
    wrong += [(KEY, PLACE, sealed[:end]) for end in range(len(sealed))]
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        wrong.append((KEY, PLACE, bytes(altered)))
    for key, place, content in wrong:
        with pytest.raises(SealBroken):
            open_text(key, place, content)
