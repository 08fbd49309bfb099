"""Sessions of roles that a service of ours takes up by itself, without giving out credentials."""

from __future__ import annotations

from datetime import datetime

from lading.caller import Caller
from lading.directory.arns import assumed_role_arn
from lading.directory.roles import Role
from lading.pure.trail_record.identity import Identity, Issuer, SessionContext


def role_session(role: Role, session_name: str, now: datetime, *, service: str) -> Caller:
    """Return the session of a role that a service (`cloudtrail.amazonaws.com`) acts under.

    Whether the role lets the service is `sts:AssumeRole`'s to say.
    """
    return Caller(
        identity=Identity(
            type="AssumedRole",
            principal_id=f"{role.role_id}:{session_name}",
            arn=assumed_role_arn(role.account, role.name, session_name),
            account=role.account,
            session=SessionContext(
                created=now,
                mfa=False,
                issuer=Issuer("Role", role.role_id, role.arn, role.account, role.name),
            ),
            invoked_by=service,
        ),
        entity_id=role.role_id,
        entity_arn=role.arn,
    )
