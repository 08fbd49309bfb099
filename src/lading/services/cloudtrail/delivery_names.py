"""How CloudTrail names what it delivers (CloudTrail User Guide, "Log file name format")."""

from __future__ import annotations

SERVICE = "cloudtrail.amazonaws.com"


def account_prefix(key_prefix: str, account: str) -> str:
    """Return what the keys of everything delivered for an account begin with."""
    return f"{key_prefix}/AWSLogs/{account}/" if key_prefix else f"AWSLogs/{account}/"


def stream_name(account: str, region: str) -> str:
    """Return the name of the log stream for an account's events of a Region."""
    return f"{account}_CloudTrail_{region}"
