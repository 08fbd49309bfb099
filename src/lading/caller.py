"""Who is calling and from where: proven facts, gathered once at a door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from lading.pure.policy.principals import Principal, PrincipalType, service
from lading.pure.trail_record.identity import Identity, IdentityType, Issuer, SessionContext

Tags = tuple[tuple[str, str], ...]
"""Keys with their values, in order of the keys in lower case."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A proven principal.

    `entity_id` is the unique id whose identity policies count: a user's (`AIDA…`), a role's
    (`AROA…`), the account number for root. `session_policies` is None for a caller without a
    session policy, and the documents otherwise. `credential` says what was shown as proof,
    `made_with` names the long-term key that temporary credentials hang on, if they do. A session
    policy is a document or the ARN of a managed policy. `tags` are those of the session alone;
    `transitive` names those in lower case that pass on to the sessions made from this one.
    `source_arn` is what a service acts for, for example the trail whose files it writes.
    `console` is the id of the console session that gave the credentials out, if one did.
    """

    identity: Identity
    entity_id: str
    entity_arn: str
    session_policies: tuple[str, ...] | None = None
    credential: str = "AccessKey"
    made_with: str | None = None
    tags: Tags = ()
    transitive: tuple[str, ...] = ()
    source_arn: str | None = None
    console: str | None = None

    @property
    def account(self) -> str:
        """The 12-digit account of the caller."""
        return self.identity.account

    @property
    def is_session(self) -> bool:
        """Whether temporary credentials were used (not: whether a registry token was)."""
        return self.identity.access_key_id is not None and self.identity.access_key_id.startswith(
            "ASIA"
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as the record shows it.

    `address` is the client's own, taken from a forwarding header only behind a trusted proxy.
    """

    address: str
    user_agent: str | None
    host: str
    secure: bool = False
    door: str = "aws"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose resources, and in which Region, a call is about."""

    account: str
    region: str


_PRINCIPAL_TYPES = {
    "Root": PrincipalType.ROOT,
    "IAMUser": PrincipalType.USER,
    "AssumedRole": PrincipalType.ROLE_SESSION,
    "FederatedUser": PrincipalType.FEDERATED_SESSION,
    "AWSService": PrincipalType.SERVICE,
}


def service_caller(name: str, account: str, *, source_arn: str | None = None) -> Caller:
    """Return a service of ours, `cloudtrail.amazonaws.com` for example, acting for an account."""
    identity = Identity(type="AWSService", arn=name, account=account, invoked_by=name)
    return Caller(identity, name, name, credential="Service", source_arn=source_arn)


def principal_of(caller: Caller) -> Principal:
    """Return the caller as policies see it."""
    identity = caller.identity
    kind = _PRINCIPAL_TYPES[str(identity.type)]
    if kind is PrincipalType.SERVICE:  # of no account: what names the account names no service
        return service(str(identity.arn))
    session = kind in (PrincipalType.ROLE_SESSION, PrincipalType.FEDERATED_SESSION)
    return Principal(
        type=kind,
        arn=str(identity.arn),
        account=identity.account,
        behind_arn=caller.entity_arn if session else "",
        unique_id=caller.entity_id if kind is not PrincipalType.ROOT else "",
    )


def caller_payload(caller: Caller) -> dict[str, Any]:
    """Return the caller as plain data for a sealed token; `caller_from` is its inverse."""
    identity, session = caller.identity, caller.identity.session
    payload: dict[str, Any] = {
        "t": identity.type,
        "p": identity.principal_id,
        "a": identity.arn,
        "n": identity.account,
        "k": identity.access_key_id,
        "u": identity.user_name,
        "e": caller.entity_id,
        "ea": caller.entity_arn,
        "mw": caller.made_with,
    }
    if caller.session_policies is not None:
        payload["sp"] = list(caller.session_policies)
    if caller.console is not None:
        payload["cs"] = caller.console
    if caller.tags:
        payload["tg"] = [list(tag) for tag in caller.tags]
        payload["tt"] = list(caller.transitive)
    if session is not None:
        payload["sc"] = int(session.created.timestamp())
        payload["sm"] = session.mfa
        payload["si"] = session.source_identity
        if session.issuer is not None:
            issuer = session.issuer
            payload["i"] = [
                issuer.type,
                issuer.principal_id,
                issuer.arn,
                issuer.account,
                issuer.user_name,
            ]
    return payload


def caller_from(payload: dict[str, Any], *, credential: str) -> Caller:
    """Return the caller a sealed payload describes."""
    session = None
    if "sc" in payload:
        session = SessionContext(
            created=datetime.fromtimestamp(payload["sc"], UTC),
            mfa=payload["sm"],
            issuer=Issuer(*payload["i"]) if "i" in payload else None,
            source_identity=payload["si"],
        )
    policies = payload.get("sp")
    return Caller(
        identity=Identity(
            type=cast("IdentityType", payload["t"]),
            principal_id=payload["p"],
            arn=payload["a"],
            account=payload["n"],
            access_key_id=payload["k"],
            user_name=payload["u"],
            session=session,
            invoked_by=None,
        ),
        entity_id=payload["e"],
        entity_arn=payload["ea"],
        session_policies=None if policies is None else tuple(policies),
        credential=credential,
        made_with=payload.get("mw"),
        tags=tuple((key, value) for key, value in payload.get("tg", ())),
        transitive=tuple(payload.get("tt", ())),
        console=payload.get("cs"),
    )
