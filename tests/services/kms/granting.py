"""Grants as the tests make and try them."""

from __future__ import annotations

from typing import Any

from .house import (
    ACCOUNT,
    REGION,
    House,
)

ACCOUNT_ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SERVICE = f"ecr.{REGION}.amazonaws.com"
REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/app"
R = {"aws:ecr:arn": REPOSITORY}


def user_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/{name}"


def grant(house: House, key_id: str, grantee: str, *operations: str, **more: Any) -> dict[str, Any]:
    return house.kms(
        "CreateGrant",
        KeyId=key_id,
        GranteePrincipal=grantee,
        Operations=list(operations),
        **more,
    )


def may(house: House, caller: Any, name: str, **request: Any) -> bool:
    try:
        house.kms(name, caller, **request)
    except Exception as error:
        assert getattr(error, "code", None) == "AccessDeniedException", error
        return False
    return True
