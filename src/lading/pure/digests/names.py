"""What the object keys of log files and digests say (CloudTrail User Guide, "Log file names").

[<prefix>/]AWSLogs/[<organization>/]<account>/CloudTrail/<region>/<YYYY>/<MM>/<DD>/
    <account>_CloudTrail_<region>_<YYYYMMDDTHHmm>Z_<name>.json.gz
[<prefix>/]AWSLogs/[<organization>/]<account>/CloudTrail-Digest/<region>/<YYYY>/<MM>/<DD>/
    <account>_CloudTrail-Digest_<region>_<trail>_<home region>_<YYYYMMDDTHHMMSS>Z.json.gz
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_DIGEST: Final = re.compile(
    r"(?:^|.*/)(?P<account>\d{12})_CloudTrail-Digest_(?P<region>[a-z0-9-]+)_"
    r"(?P<trail>[A-Za-z0-9._-]+)_(?P<home>[a-z0-9-]+)_"
    r"(?P<end>\d{8}T\d{6}Z)(?P<backfill>_backfill)?\.json\.gz"
)
_LOG_FILE: Final = re.compile(
    r"(?:^|.*/)\d{12}_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz"
)
_STAMP: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, order=True)
class ChainName:
    """Whose digests follow each other: a trail's in one Region. Backfill digests are a chain apart.

    region: whose records the log files have. home_region: where the trail was created.
    """

    account: str
    home_region: str
    trail: str
    region: str
    is_backfill: bool = False

    @property
    def trail_arn(self) -> str:
        """The trail's ARN in the commercial partition."""
        return f"arn:aws:cloudtrail:{self.home_region}:{self.account}:trail/{self.trail}"


def digest_of_key(key: str) -> tuple[ChainName, datetime] | None:
    """Return the chain of a digest, and the end of its time, by its key; None for other keys."""
    match = _DIGEST.fullmatch(key)
    if match is None:
        return None
    try:
        end = datetime.strptime(match["end"], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    chain = ChainName(
        match["account"],
        match["home"],
        match["trail"],
        match["region"],
        match["backfill"] is not None,
    )
    return chain, end


def is_log_file(key: str) -> bool:
    """Return whether a key is that of a log file."""
    return _LOG_FILE.fullmatch(key) is not None
