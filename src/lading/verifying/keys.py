"""The public keys of digests: in a file, or asked of ListPublicKeys where the digests are from.

Endpoint and credentials are the environment's, as for every AWS SDK: a server of ours and AWS are
asked alike. Keys are per account and Region (CloudTrail API reference, ListPublicKeys).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lading.pure.digests.proof import PublicKeys, public_key


class KeysUnknown(Exception):
    """The keys cannot be had; the text says why."""


def ask_public_keys(regions: Iterable[str], since: datetime, until: datetime) -> PublicKeys:
    """Return the keys in use in a span of time in these Regions. Raises `KeysUnknown`."""
    import botocore.session
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    session = botocore.session.get_session()
    config = Config(retries={"mode": "standard"}, connect_timeout=10, read_timeout=60)
    keys: dict[str, Any] = {}
    for region in sorted(set(regions)):
        try:
            client = session.create_client("cloudtrail", region_name=region, config=config)
            pages = client.get_paginator("list_public_keys")
            for page in pages.paginate(StartTime=since, EndTime=until):
                for one in page["PublicKeyList"]:
                    keys[one["Fingerprint"]] = public_key(one["Value"])
        except ClientError as error:
            code = error.response["Error"]["Code"]
            raise KeysUnknown(f"ListPublicKeys in {region}: {code}") from error
        except (BotoCoreError, HTTPClientError, ValueError) as error:
            raise KeysUnknown(f"ListPublicKeys in {region}: {error}") from error
    return keys
