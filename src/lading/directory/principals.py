"""Principals in policies, pinned to the entity that was meant.

A policy that names a user or role by ARN is stored with the unique id instead and shown with
the ARN again while the entity lives. A new entity of an old name is somebody else, and gets
nothing that was granted to the old one (AWS IAM User Guide, "AWS JSON policy elements:
Principal").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from lading.directory.accounts import account_exists
from lading.directory.documents import malformed
from lading.directory.roles import find_role, find_role_by_id
from lading.directory.users import find_user, find_user_by_id
from lading.ports import Snapshot

_ENTITY = re.compile(r"arn:aws:iam::(\d{12}):(user|role)/(?:[!-.0-~]+/)*([\w+=,.@-]{1,64})", re.A)
_UNIQUE_ID = re.compile(r"(?:AIDA|AROA)[A-Z2-7]{17}")


def pinned(snapshot: Snapshot, document: str) -> str:
    """Return a checked trust or resource policy in the form that is stored and evaluated.

    The text stays as it is if it names no user or role. Raises MalformedPolicyDocumentException
    if it names one that is not there, in an account of this server.
    """
    return _renamed(document, lambda name: _id_of(snapshot, name))


def shown(snapshot: Snapshot, document: str) -> str:
    """Return a stored policy as people see it: ARNs of those who live, ids of those gone."""
    return _renamed(document, lambda name: _arn_of(snapshot, name))


def pinned_name(snapshot: Snapshot, name: str) -> str:
    """Return one principal in the form that is stored: the unique id of a user or role.

    Raises MalformedPolicyDocumentException for one that is not there, in an account of this
    server.
    """
    return _id_of(snapshot, name)


def shown_name(snapshot: Snapshot, name: str) -> str:
    """Return one stored principal as people see it."""
    return _arn_of(snapshot, name)


def _id_of(snapshot: Snapshot, name: str) -> str:
    found = _ENTITY.fullmatch(name)
    if found is None:
        return name
    account, kind, entity_name = found.groups()
    if kind == "user":
        user = find_user(snapshot, account, entity_name)
        if user is not None and user.arn == name:
            return user.user_id
    else:
        role = find_role(snapshot, account, entity_name)
        if role is not None and role.arn == name:
            return role.role_id
    if account_exists(snapshot, account):
        raise malformed(f'Invalid principal in policy: "AWS":"{name}"')
    return name


def _arn_of(snapshot: Snapshot, name: str) -> str:
    if _UNIQUE_ID.fullmatch(name) is None:
        return name
    if name.startswith("AIDA"):
        user = find_user_by_id(snapshot, name)
        return name if user is None else user.arn
    role = find_role_by_id(snapshot, name)
    return name if role is None else role.arn


def _renamed(document: str, rename: Callable[[str], str]) -> str:
    """Return the document with every AWS principal renamed; unchanged text if none differs."""
    policy = json.loads(document)
    statements = policy["Statement"]
    changed = False
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Principal", "NotPrincipal"):
            if isinstance(principal := statement.get(element), dict) and "AWS" in principal:
                before = principal["AWS"]
                principal["AWS"] = _each(before, rename)
                changed = changed or principal["AWS"] != before
    if not changed:
        return document
    try:
        return json.dumps(policy, separators=(",", ":"), allow_nan=False)
    except ValueError as error:  # a number beyond what JSON can say, like 1e999
        raise malformed("Syntax errors in policy.") from error


def _each(names: Any, rename: Callable[[str], str]) -> Any:
    return [rename(name) for name in names] if isinstance(names, list) else rename(names)
