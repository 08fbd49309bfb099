"""One operation, many doors: the decorator that makes a function one, and what it is given.

An operation is a plain function of a `Call` and a request whose members have the names of the
wire. It never opens a transaction, checks a permission or writes a record: `dispatch.invoke`
does these once for every door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict, Unpack, cast

from lading.pure.running_digests import RunningDigests
from lading.pure.trail_record.record import Resource

if TYPE_CHECKING:
    from lading.caller import Caller, Origin, Scope
    from lading.ports import Analytics, Blobs, Snapshot, TrailStates, Transaction
    from lading.pure.kms.key_wrap import KeyWrap
    from lading.pure.sealing import Seal
    from lading.settings import Settings

__all__ = [
    "AttachedPolicy",
    "Call",
    "Catalog",
    "Done",
    "Granted",
    "Operation",
    "Parts",
    "Request",
    "Resource",
    "Response",
    "ServiceError",
    "ServiceEvent",
    "operation",
]

Request = Mapping[str, Any]
Response = Mapping[str, Any]


class ServiceError(Exception):
    """An error the caller is told about, under the name its service model gives it.

    `code` is the exception's shape name, `members` its further members. The door knows the
    status and the spelling on the wire; the record shows `recorded_code` (the code if None).
    """

    def __init__(
        self,
        code: str,
        message: str,
        members: Mapping[str, Any] | None = None,
        *,
        recorded_code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.members = dict(members or {})
        self.recorded_code = recorded_code or code


@dataclass(frozen=True, slots=True)
class Parts:
    """The outside, as operations may use it; without `trail_states` nothing follows trails.

    `key_wrap` is None where the master key of KMS is missing. `digests` are of sealed uploads that
    this process has seen from their first byte.
    """

    settings: Settings
    blobs: Blobs
    analytics: Analytics
    seal: Seal
    key_wrap: KeyWrap | None = None
    trail_states: TrailStates | None = None
    digests: RunningDigests = field(default_factory=RunningDigests)


@dataclass(frozen=True, slots=True)
class Done:
    """How a call ended: with a response, or with an error."""

    completed: datetime
    response: Response | None = None
    error: ServiceError | None = None


@dataclass(frozen=True, slots=True)
class ServiceEvent:
    """Something the server did by itself: it becomes an `AwsServiceEvent` on record.

    `details` are the record's `serviceEventDetails`, without any secret.
    """

    name: str
    details: Mapping[str, Any]
    resources: tuple[Resource, ...] = ()
    read_only: bool = True


class Neighbours(Protocol):
    """What one operation may ask of the others; dispatch answers."""

    def forward(
        self,
        call: Call,
        key: str,
        request: Request,
        *,
        by: str,
        region: str | None,
        caller: Caller | None,
        openly: bool,
    ) -> Response:
        """Run another operation as part of `call`; see `Call.forward`."""

    def permits(self, call: Call, key: str, request: Request, caller: Caller) -> bool:
        """Whether `caller` may do that; see `Call.permits`."""


@dataclass(slots=True)
class Call:
    """One request on its way through an operation.

    `tx` is a snapshot while a read runs and a transaction while a change runs. `resource` is what
    authorization found the call to be about, or None before it came that far. `staged` is what
    the operation's `stage` made before the transaction. What an operation puts into
    `additional` becomes `additionalEventData` of the record. `memo` keeps what was read on this
    very snapshot, so that authorization and the operation read it once.

    `received` is what the door made of a body that it streamed away before the operation ran.
    `via` names the service that forwarded the call on its caller's behalf. `forwarded` are the
    calls that this one forwarded, and `service_events` what the operation did by itself: both
    go on record with it. `before_answer` is what a read needs written before its answer may
    leave, in one transaction without a record: times and marks, rarely anything.
    """

    operation: Operation
    caller: Caller
    origin: Origin
    scope: Scope
    now: datetime
    request_id: str
    event_id: str
    parts: Parts
    snapshot: Snapshot | None = None
    resource: Resource | None = None
    staged: Any = None
    received: Any = None
    via: str | None = None
    neighbours: Neighbours | None = None
    additional: dict[str, Any] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)
    forwarded: list[tuple[Call, Request, Done]] = field(default_factory=list)
    service_events: list[ServiceEvent] = field(default_factory=list)
    before_answer: list[Callable[[Transaction], None]] = field(default_factory=list)

    @property
    def tx(self) -> Transaction:
        """The transaction of a change, or the snapshot of a read (which refuses changes)."""
        assert self.snapshot is not None, "no operation touches the database outside invoke"
        return cast("Transaction", self.snapshot)

    def error(self, code: str, message: str, **members: object) -> ServiceError:
        """Return the error to raise; `code` is the name in the service model."""
        return ServiceError(code, message, members)

    def forward(
        self,
        key: str,
        request: Request,
        *,
        by: str,
        region: str | None = None,
        caller: Caller | None = None,
        openly: bool = False,
    ) -> Response:
        """Run the operation `key` as part of this one, on the caller's behalf, and answer.

        It is authorized as the same caller and has a record of its own that names the service
        `by` as the one who called (IAM User Guide, "Forward access sessions"); `caller` is given
        where the service acts under a role instead. With `openly` that record shows the caller's
        own address and agent, invoked by "AWS Internal". A read can forward reads only. Raises
        the `ServiceError` of that operation.
        """
        assert self.neighbours is not None, "only dispatch makes calls that are carried out"
        return self.neighbours.forward(
            self, key, request, by=by, region=region, caller=caller, openly=openly
        )

    def permits(self, key: str, request: Request, caller: Caller) -> bool:
        """Return whether `caller` might run the operation `key`; nothing is run or recorded.

        Raises the `ServiceError` that says that what it is about is not there.
        """
        assert self.neighbours is not None, "only dispatch makes calls that are carried out"
        return self.neighbours.permits(self, key, request, caller)


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """The policy a resource itself carries; `kind` is one of `pure.policy`'s kinds."""

    text: str
    kind: Literal["resource", "trust", "key"] = "resource"


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant lets a call through: the caller's own, or that of the service that forwards it."""

    service: str | None = None


Handler = Callable[[Call, Any], Any]
ResourceOf = Callable[[Call, Any], Resource]
PolicyOf = Callable[[Call, Any], AttachedPolicy | Sequence[AttachedPolicy] | None]
ConditionsOf = Callable[[Call, Any], Mapping[str, str | tuple[str, ...]]]
GrantedOf = Callable[[Call, Any], Granted | None]
Check = Callable[[Call, Any], None]
Stage = Callable[[Call, Any], Any]
Shows = Callable[[Call, Any], Mapping[str, Any] | None]
ResourcesOf = Callable[[Call, Any], tuple[Resource, ...]]


def _arn_of(resource: Resource) -> str:
    return resource.arn


@dataclass(frozen=True, slots=True)
class Operation:
    """A function with what dispatch needs to authorize, run and record it.

    resource: what it acts on (`*` if None). policy: the policies that the resource itself carries
    (one, several of one kind, or None), read from `call.tx`. conditions: condition keys of this
    operation beyond the global ones. granted: whether a grant lets the call through where policies
    do not; asked only then.
    changes: runs in a transaction with its record; otherwise on a snapshot, and the journal has
    the record. read_only, records_response: as the record shows them.
    check: on the door's snapshot, after authorization, refuses what need not be staged; what it
    leaves in `call.memo` is there for `stage`, which then runs outside of any transaction, in a
    worker thread (bytes, digests), and whose result the operation finds in `call.staged`. What
    changes nothing in the database but has a stage writes elsewhere: it runs behind that without
    a snapshot, and the journal has its record.
    inline: short enough for the event loop. open_to_all: needs no permission and cannot be denied.
    hidden: request and response members that the record must not show. shows_resource: whether
    the record has `resources`. denied_resource, explains_denial: how a refusal names the resource,
    and whether it says why.
    data: recorded as a data event, which event history does not show and a trail only if asked.
    event_name: the recorded name where it is not the operation's. shows, answers: build
    `requestParameters` of the request and `responseElements` of the response where these are not
    the members on the wire; what they return is recorded as it is. resources_of: the record's
    `resources` where there are several.
    internal: of no service's model; only our own jobs call it, and all it has on record are its
    service events.
    sign_in: of no service's model; the console's door calls it about somebody who has just shown
    who they are. Recorded as a console sign-in event; whether the caller still is somebody is for
    the operation itself to say.
    """

    service: str
    name: str
    handler: Handler
    action: str
    changes: bool
    read_only: bool
    records_response: bool
    event_name: str
    open_to_all: bool
    internal: bool
    resource: ResourceOf | None = None
    policy: PolicyOf | None = None
    conditions: ConditionsOf | None = None
    granted: GrantedOf | None = None
    check: Check | None = None
    stage: Stage | None = None
    inline: bool = False
    hidden: frozenset[str] = frozenset()
    shows_resource: bool = True
    denied_resource: Callable[[Resource], str] = _arn_of
    explains_denial: bool = True
    data: bool = False
    shows: Shows | None = None
    answers: Shows | None = None
    resources_of: ResourcesOf | None = None
    sign_in: bool = False

    @property
    def key(self) -> str:
        """`service:Name`, unique."""
        return f"{self.service}:{self.name}"

    def __call__(self, call: Call, request: Any) -> Any:
        """Run the function itself; only dispatch and tests of it do."""
        return self.handler(call, request)


class Traits(TypedDict, total=False):
    """What most operations leave as it is; `Operation` says what each means."""

    resource: ResourceOf | None
    policy: PolicyOf | None
    conditions: ConditionsOf | None
    granted: GrantedOf | None
    check: Check | None
    stage: Stage | None
    inline: bool
    hidden: frozenset[str]
    shows_resource: bool
    denied_resource: Callable[[Resource], str]
    explains_denial: bool
    data: bool
    shows: Shows | None
    answers: Shows | None
    resources_of: ResourcesOf | None
    sign_in: bool


def operation(
    name: str,
    *,
    changes: bool = False,
    action: str | None = None,
    read_only: bool | None = None,
    records_response: bool | None = None,
    event_name: str | None = None,
    open_to_all: bool = False,
    internal: bool = False,
    **traits: Unpack[Traits],
) -> Callable[[Handler], Operation]:
    """Make a function an operation; `Operation` says what each argument means.

    name: `service:Operation` as the AWS model spells them; also the IAM action, unless `action`
    is given. read_only: by default what does not change; records_response: what is not read-only.
    """
    service, _, operation_name = name.partition(":")
    is_read = (not changes) if read_only is None else read_only

    def wrap(handler: Handler) -> Operation:
        return Operation(
            service=service,
            name=operation_name,
            handler=handler,
            action=action or name,
            changes=changes,
            read_only=is_read,
            records_response=(not is_read) if records_response is None else records_response,
            event_name=event_name or operation_name,
            open_to_all=open_to_all or internal,
            internal=internal,
            **traits,
        )

    return wrap


class Catalog:
    """Every operation that is built, by service and name."""

    def __init__(self, *groups: tuple[Operation, ...]) -> None:
        self._by_key: dict[tuple[str, str], Operation] = {}
        for group in groups:
            for one in group:
                assert (one.service, one.name) not in self._by_key, f"{one.key} is built twice"
                self._by_key[one.service, one.name] = one

    def find(self, service: str, name: str) -> Operation | None:
        """Return the operation, or None if it is not built."""
        return self._by_key.get((service, name))

    def __iter__(self) -> Any:
        return iter(self._by_key.values())
