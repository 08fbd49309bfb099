"""What keys of log files and digests say, ours and those of AWS's documentation."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lading.pure.digests.names import ChainName, digest_of_key, is_log_file

DIGEST = (
    "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/17/111122223333_CloudTrail-Digest_"
)
END = datetime(2015, 8, 17, 14, 1, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "chain"),
    [
        (
            f"{DIGEST}us-east-2_your-trail-name_us-east-2_20150817T140127Z.json.gz",
            ChainName("111122223333", "us-east-2", "your-trail-name", "us-east-2"),
        ),
        (
            f"team/a/{DIGEST}us-east-2_us-west-1_x_eu-west-1_20150817T140127Z.json.gz",
            ChainName("111122223333", "eu-west-1", "us-west-1_x", "us-east-2"),
        ),
        (
            f"{DIGEST}us-east-2_t_us-east-2_20150817T140127Z_backfill.json.gz",
            ChainName("111122223333", "us-east-2", "t", "us-east-2", is_backfill=True),
        ),
        (f"{DIGEST}us-east-2_t_us-east-2_20159917T140127Z.json.gz", None),
        (f"{DIGEST}us-east-2_t_us-east-2_20150817T140127Z.json", None),
        ("AWSLogs/1/CloudTrail/us-east-2/x.json.gz", None),
    ],
)
def test_the_chain_of_a_digest(key: str, chain: ChainName | None) -> None:
    assert digest_of_key(key) == (None if chain is None else (chain, END))


def test_the_arn_of_a_chains_trail() -> None:
    chain = ChainName("111122223333", "eu-west-1", "main", "us-east-2")
    assert chain.trail_arn == "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("111122223333_CloudTrail_us-east-2_20150801T0210Z_ExampleABCDEFG01.json.gz", True),
        ("111122223333_CloudTrail_us-east-2_20150801T0210Z_Example.json.gz", False),
        ("111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150817T140127Z.json.gz", False),
        (
            "111122223333_CloudTrail-Insight_us-east-2_20150801T0210Z_ABCDEFGHIJ012345.json.gz",
            False,
        ),
    ],
)
def test_what_a_log_file_is_called(name: str, is_one: bool) -> None:
    folder = "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/01/"
    assert is_log_file(folder + name) is is_one
