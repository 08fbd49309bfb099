"""May this caller do this? Gathers every policy that has a say and puts the question.

What the directory says of a principal is kept between calls under the directory's version, which
is read on the call's own snapshot: a change of any policy counts from the next call on, in every
worker.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from lading.caller import Caller, Tags, principal_of
from lading.directory.permissions import (
    boundary_document,
    identity_documents,
    session_document,
)
from lading.directory.sessions import session_is_live
from lading.directory.tags import overlaid, tags_of
from lading.directory.version import identity_version
from lading.operation import AttachedPolicy, Call, Granted, Resource, ServiceError
from lading.ports import Snapshot
from lading.pure.guesses import Guesses
from lading.pure.policy.context import ContextValue
from lading.pure.policy.denial import denial_text
from lading.pure.policy.document import parse
from lading.pure.policy.evaluate import Decision, Question, evaluate
from lading.pure.policy.principals import Principal, PrincipalType, principal_keys, service
from lading.pure.policy.statement import Kind, Policy

_PRINCIPALS_MAX = 10_000
_POLICIES_MAX = 4_000
_KINDS = {"resource": Kind.RESOURCE, "trust": Kind.TRUST, "key": Kind.KEY}
_EVERYTHING = "*"


_Key = tuple[str, str | None, str | None, tuple[str, ...] | None, Tags]


@dataclass(frozen=True, slots=True)
class _Known:
    """What one version of the directory says of a caller."""

    version: int
    live: bool
    principal: Principal
    keys: Mapping[str, str]
    identity_policies: tuple[Policy, ...]
    boundary: Policy | None
    session_policies: tuple[Policy, ...] | None


class Authorizer:
    """Asks the policies, and keeps compiled what rarely changes."""

    def __init__(self, *, sandbox: bool = False) -> None:
        self._sandbox = sandbox
        self._known: OrderedDict[_Key, _Known] = OrderedDict()
        self._policies: OrderedDict[tuple[str, Kind], Policy] = OrderedDict()
        self._lock = Lock()
        # What operations look at before they compare a password or a one-time code: 5 tries, then
        # 1 s, 2 s, … up to 15 minutes between them. 10^6 codes of which 3 are right last months.
        self._guesses = Guesses(
            free=5, wait_seconds=1.0, wait_seconds_max=900.0, quiet_seconds=3600.0
        )

    def authorize(self, call: Call, request: Mapping[str, Any]) -> None:
        """Return if the caller may; raise AccessDeniedException (or an invalid-token error).

        Runs on the call's snapshot and leaves the question in its memo, and `guesses`, with which
        operations bound how often a password or code can be tried.
        """
        known = self._know(call.caller, call.tx)
        if not known.live and not call.operation.sign_in:
            raise ServiceError(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        operation = call.operation
        call.memo["guesses"] = self._guesses
        resource = call.resource = _resource(call, request)
        if operation.open_to_all:
            return
        attached = _attached(call, request)
        question = Question(
            principal=known.principal,
            action=operation.action,
            resource=resource.arn,
            resource_account=resource.account,
            context=_context(call, known, request),
            identity_policies=known.identity_policies,
            boundary=known.boundary,
            session_policies=known.session_policies,
            resource_policies=tuple(self._compiled(one.text, _KINDS[one.kind]) for one in attached),
            resource_kind=_KINDS[attached[0].kind] if attached else Kind.RESOURCE,
        )
        call.memo["question"] = question
        decision = evaluate(question)
        if not decision.allowed and operation.granted is not None:
            decision = _by_grant(question, operation.granted(call, request)) or decision
        if not decision.allowed:
            explained = operation.explains_denial and resource.account == call.caller.account
            text = denial_text(
                str(call.caller.identity.arn),
                operation.action,
                operation.denied_resource(resource),
                decision,
                explained,
            )
            raise ServiceError("AccessDeniedException", text, recorded_code="AccessDenied")

    def _know(self, caller: Caller, snapshot: Snapshot) -> _Known:
        version = identity_version(snapshot)
        identity = caller.identity
        key = (
            caller.entity_id,
            identity.access_key_id,
            identity.arn,
            caller.session_policies,
            caller.tags,
        )
        with self._lock:
            known = self._known.get(key)
        if known is not None and known.version == version:
            return known
        known = self._learn(caller, snapshot, version)
        with self._lock:
            self._known[key] = known
            if len(self._known) > _PRINCIPALS_MAX:
                self._known.popitem(last=False)
        return known

    def _learn(self, caller: Caller, snapshot: Snapshot, version: int) -> _Known:
        principal = principal_of(caller)
        if principal.type is PrincipalType.SERVICE:  # all it may is what resources allow it
            return _Known(version, True, principal, principal_keys(principal), (), None, None)
        documents = identity_documents(snapshot, caller.entity_id)
        boundary = boundary_document(snapshot, caller.entity_id)
        sessions = caller.session_policies
        tags = overlaid(tags_of(snapshot, caller.entity_id), caller.tags)
        return _Known(
            version=version,
            live=_lives_in_sandbox(self._sandbox, caller) or session_is_live(snapshot, caller),
            principal=principal,
            keys={
                **principal_keys(principal),
                **{f"aws:PrincipalTag/{name}": value for name, value in tags},
            },
            identity_policies=tuple(self._compiled(text, Kind.IDENTITY) for text in documents),
            boundary=None if boundary is None else self._compiled(boundary, Kind.BOUNDARY),
            session_policies=(
                None
                if sessions is None
                else tuple(
                    self._compiled(session_document(snapshot, given), Kind.SESSION)
                    for given in sessions
                )
            ),
        )

    def _compiled(self, text: str, kind: Kind) -> Policy:
        with self._lock:
            policy = self._policies.get((text, kind))
        if policy is None:
            policy = parse(text, kind)
            with self._lock:
                self._policies[text, kind] = policy
                if len(self._policies) > _POLICIES_MAX:
                    self._policies.popitem(last=False)
        return policy


def _lives_in_sandbox(sandbox: bool, caller: Caller) -> bool:
    """Whether any credentials do; those of a console session are held to it even there."""
    return sandbox and caller.console is None


def _by_grant(question: Question, granted: Granted | None) -> Decision | None:
    """Decide by a grant. A service that forwards a call uses its own as itself: what the caller
    may do with the key is not asked then, what the key policy forbids is.
    """
    if granted is None:
        return None
    question = replace(question, granted=True)
    if granted.service is not None:
        question = replace(
            question,
            principal=service(granted.service),
            identity_policies=(),
            boundary=None,
            session_policies=None,
        )
    return evaluate(question)


def _resource(call: Call, request: Mapping[str, Any]) -> Resource:
    if call.operation.resource is None:
        return Resource(_EVERYTHING, call.caller.account)
    return call.operation.resource(call, request)


def _attached(call: Call, request: Mapping[str, Any]) -> Sequence[AttachedPolicy]:
    """Return the policies that the resource of a call carries."""
    if call.operation.policy is None:
        return ()
    found = call.operation.policy(call, request)
    if found is None:
        return ()
    return (found,) if isinstance(found, AttachedPolicy) else found


class _Context(Mapping[str, ContextValue]):
    """The condition keys of a call; the global ones are put together when a policy asks for one.

    Most statements have no conditions, and then nobody asks.
    """

    __slots__ = ("_call", "_keys", "_known", "_own")

    def __init__(self, call: Call, known: _Known, own: Mapping[str, ContextValue]) -> None:
        self._call = call
        self._known = known
        self._own = own
        self._keys: dict[str, ContextValue] | None = None

    def _all(self) -> dict[str, ContextValue]:
        if self._keys is None:
            self._keys = _global_keys(self._call, self._known) | dict(self._own)
        return self._keys

    def __getitem__(self, key: str) -> ContextValue:
        return self._all()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _context(call: Call, known: _Known, request: Mapping[str, Any]) -> _Context:
    """Return the condition keys of a call: the operation's own, and the global ones."""
    conditions = call.operation.conditions
    return _Context(call, known, {} if conditions is None else conditions(call, request))


def _global_keys(call: Call, known: _Known) -> dict[str, ContextValue]:
    """Return the keys that every call has (IAM User Guide, "Global condition context keys")."""
    origin, session = call.origin, call.caller.identity.session
    keys: dict[str, ContextValue] = {
        **known.keys,
        "aws:CurrentTime": call.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(call.now.timestamp())),
        "aws:ViaAWSService": "false" if call.via is None else "true",
        "aws:SecureTransport": "true" if origin.secure else "false",
        "aws:RequestedRegion": call.scope.region,
    }
    _add_way(keys, call)
    if origin.user_agent is not None:
        keys["aws:UserAgent"] = origin.user_agent
    if session is not None and call.caller.is_session:
        keys["aws:TokenIssueTime"] = session.created.strftime("%Y-%m-%dT%H:%M:%SZ")
        keys["aws:MultiFactorAuthPresent"] = "true" if session.mfa else "false"
        if session.mfa:
            age = max(0, int((call.now - session.created).total_seconds()))
            keys["aws:MultiFactorAuthAge"] = str(age)
    if session is not None and session.source_identity is not None:
        keys["aws:SourceIdentity"] = session.source_identity
    return keys


def _add_way(keys: dict[str, ContextValue], call: Call) -> None:
    """Add by what way the call came: from an address, through a service, for a resource."""
    if call.via is None:
        keys["aws:SourceIp"] = call.origin.address
    else:
        keys |= {
            "aws:CalledVia": (call.via,),
            "aws:CalledViaFirst": call.via,
            "aws:CalledViaLast": call.via,
        }
    if call.caller.source_arn is not None:
        keys["aws:SourceArn"] = call.caller.source_arn
        keys["aws:SourceAccount"] = call.caller.account
