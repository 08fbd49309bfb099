"""Users in the directory, as callers."""

from __future__ import annotations

from datetime import datetime

from lading.caller import Caller
from lading.directory.identifiers import new_access_key_id
from lading.directory.keys import add_key, caller_with_key, find_key
from lading.directory.policies import put_policy
from lading.directory.users import add_user
from lading.ports import Transaction


def add_caller(
    tx: Transaction, account: str, name: str, policy: str | None, now: datetime
) -> Caller:
    """Make a user with a key, and with a policy of its own if there is one."""
    user = add_user(tx, account, name, "/", now)
    if policy is not None:
        put_policy(tx, user.user_id, "own", policy)
    key_id = new_access_key_id(account, "AKIA")
    add_key(
        tx, access_key_id=key_id, sealed="sealed", account=account, entity_id=user.user_id, now=now
    )
    key = find_key(tx, key_id)
    assert key is not None
    return caller_with_key(key)
