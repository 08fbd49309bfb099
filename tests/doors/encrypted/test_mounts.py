"""Nothing is mounted into an encrypted repository, or out of one: its layers are its own."""

from __future__ import annotations

import os

import pytest

from ..registry import Registry, digest_of
from ..server import Server
from .conftest import KMS

PLAIN = {"encryptionType": "AES256"}


@pytest.mark.parametrize(
    ("source", "target"), [(KMS, KMS), (KMS, PLAIN), (PLAIN, KMS)], ids=["both", "source", "target"]
)
@pytest.mark.parametrize("is_named", [True, False])
def test_the_client_is_told_to_send_the_bytes(
    server: Server,
    docker: Registry,
    source: dict[str, str],
    target: dict[str, str],
    is_named: bool,
) -> None:
    """OCI Distribution Specification 1.1: 202 where a registry does not mount."""
    there = server.repository("source", encryptionConfiguration=source)
    here = server.repository("target", encryptionConfiguration=target)
    blob = os.urandom(3000)
    digest = docker.push_blob(there, blob)
    wanted = f"mount={digest}" + (f"&from={there}" if is_named else "")
    reply = docker.send("POST", f"/v2/{here}/blobs/uploads/?{wanted}")
    assert reply.status == 202
    assert docker.head(f"/v2/{here}/blobs/{digest}").status == 404
    record = server.event(ResourceName=here, eventName="InitiateLayerUpload")
    assert record["additionalEventData"]["mounted"] is False
    pushed = docker.send("PUT", f"{reply.headers['location']}?digest={digest_of(blob)}", blob)
    assert pushed.status == 201
    assert docker.get(f"/v2/{here}/blobs/{digest}").body == blob
