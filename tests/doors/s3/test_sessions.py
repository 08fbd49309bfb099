"""Temporary credentials, and the sandbox, which takes any."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ...services.s3.house import HOST, House, Keys, open_house
from ...services.s3.refusals import refused


@pytest.fixture
def session(house: House, s3: Any) -> Keys:
    """Keys of GetFederationToken for somebody who may read objects."""
    statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}'
    policy = f'{{"Version":"2012-10-17","Statement":[{statement}]}}'
    made = house.invoke(
        "sts:GetFederationToken", {"Name": "guest", "Policy": policy, "DurationSeconds": 900}
    )["Credentials"]
    s3.put_object(Bucket="bucket", Key="k", Body=b"bytes")
    return Keys(made["AccessKeyId"], made["SecretAccessKey"], "", made["SessionToken"])


def test_a_session_does_what_its_policy_lets_it(house: House, session: Keys) -> None:
    client = house.client(session)
    assert client.get_object(Bucket="bucket", Key="k")["Body"].read() == b"bytes"
    with refused(403, "AccessDenied"):
        client.put_object(Bucket="bucket", Key="k", Body=b"x")
    record = house.records(eventName="GetObject")[-1]
    assert record["userIdentity"]["type"] == "FederatedUser"
    assert session.token is not None
    assert session.token not in str(house.records())


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_session_signs_urls_that_end_with_it(house: House, session: Keys, version: str) -> None:
    client = house.client(session, signature_version=version)
    url = client.generate_presigned_url(
        "get_object", {"Bucket": "bucket", "Key": "k"}, ExpiresIn=3600
    )
    assert house.send("GET", url).body == b"bytes"
    assert session.token is not None
    assert session.token[:40] not in str(house.records())
    house.clock.ahead = timedelta(seconds=901)
    reply = house.send("GET", url)
    assert (reply.status, "<Code>ExpiredToken</Code>" in reply.text) == (400, True)


def test_a_token_of_another_key(house: House, session: Keys) -> None:
    with refused(400, "InvalidToken"):
        house.client(Keys(session.key_id, session.secret, "", "made-up")).list_buckets()


@pytest.fixture
def sandbox(tmp_path: Path, empty: bytes) -> Iterator[House]:
    house, close = open_house(tmp_path, empty, sandbox=True)
    yield house
    close()


def test_the_sandbox_takes_any_signature_and_still_looks_at_bodies(sandbox: House) -> None:
    s3 = sandbox.client(Keys("777788889999", "whatever"), tls=True)
    s3.create_bucket(Bucket="bucket")
    s3.put_object(Bucket="bucket", Key="k", Body=b"bytes")
    assert s3.get_object(Bucket="bucket", Key="k")["Body"].read() == b"bytes"
    assert sandbox.record(eventName="PutObject")["recipientAccountId"] == "777788889999"
    with refused(400, "BadDigest"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ChecksumCRC32="AAAAAA==")
    url = sandbox.client(Keys("777788889999", "x"), signature_version="s3").generate_presigned_url(
        "get_object", {"Bucket": "bucket", "Key": "k"}
    )
    assert sandbox.send("GET", url).body == b"bytes"
    assert sandbox.send("GET", f"http://{HOST}/bucket/k").status == 403
