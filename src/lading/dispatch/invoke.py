"""One way through every operation: authorize, act, record, and only then answer.

    read      snapshot: authorize, check, act   -> journal  -> answer
              what writes elsewhere has a stage: snapshot: authorize, check -> stage -> journal -> …
    change    snapshot: authorize, check -> stage -> transaction: authorize, act, record -> answer
    refusal   journal -> error

A change and its record commit together. A read or a refusal is on disk in the worker's journal
before the answer leaves. Where the record cannot be written there is no answer but "try later".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from lading.audit.event_ids import new_id
from lading.audit.record import Recorder
from lading.audit.record_table import APPEND, KNOWN
from lading.audit.steps import step
from lading.caller import Caller, Origin, Scope
from lading.dispatch.authorize import Authorizer
from lading.dispatch.aws_rates import AwsRates
from lading.dispatch.disk_space import DiskSpace
from lading.dispatch.meters import Meters
from lading.operation import (
    Call,
    Done,
    Neighbours,
    Operation,
    Parts,
    Resource,
    ServiceError,
    Stage,
)
from lading.ports import (
    AnalyticsUnavailable,
    Clock,
    Database,
    DatabaseUnavailable,
    Journal,
    JournalUnavailable,
    Snapshot,
    StorageFull,
    Transaction,
)

T = TypeVar("T")

log = structlog.get_logger("invoke")

_TRY_LATER = (DatabaseUnavailable, AnalyticsUnavailable, StorageFull)


class Unavailable(Exception):
    """The call could not be recorded or carried out now: answer 503 "try later"."""


def _nothing_more(call: Call) -> None:
    """Do nothing with a read that is on record."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Takes a proven caller's request through its operation.

    `on_read` hears of every read once its record is durable; it neither waits nor fails.
    """

    database: Database
    journal: Journal
    parts: Parts
    clock: Clock
    authorizer: Authorizer
    recorder: Recorder
    threads: ThreadPoolExecutor
    disk: DiskSpace
    meters: Meters
    on_read: Callable[[Call], None] = _nothing_more
    rates: AwsRates | None = None
    neighbours: Neighbours | None = None

    def begin(
        self,
        operation: Operation,
        caller: Caller,
        origin: Origin,
        scope: Scope,
        request_id: str | None = None,
    ) -> Call:
        """Return a call that nothing has happened to yet."""
        return Call(
            operation=operation,
            caller=caller,
            origin=origin,
            scope=scope,
            now=self.clock.now(),
            request_id=request_id or new_id(),
            event_id=new_id(),
            parts=self.parts,
            neighbours=self.neighbours,
        )

    async def invoke(self, call: Call, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Carry the call out and return its response; its record is on disk by then.

        Raises `ServiceError` for what the caller is told, and `Unavailable`.
        """
        try:
            if self.rates is not None:
                self.rates.take(call)
            if call.operation.changes:
                response = await self._change(call, request)
            else:
                response = await self._read(call, request)
        except ServiceError as error:
            await self.refuse(call, request, error)
            raise
        step("answer")
        return response

    async def admit(self, call: Call, request: Mapping[str, Any]) -> None:
        """Authorize and check a call whose body is still to come; refusals are recorded.

        Raises `ServiceError` and `Unavailable`.
        """
        try:
            self._refuse_changes_on_full_disk(call)
            await self._guarded(
                call, self.database.read, lambda tx: self._prepare(call, request, tx)
            )
        except ServiceError as error:
            await self.refuse(call, request, error)
            raise

    async def refuse(
        self, call: Call, request: Mapping[str, Any] | None, error: ServiceError
    ) -> None:
        """Put a refusal on record. Raises `Unavailable` if that cannot be done."""
        if call.resource is None and request is not None:
            call.resource = _resource_or_none(call, request)
        done = Done(self.clock.now(), error=error)
        _forget_what_is_undone(call)
        await self._journal(self.recorder.records_of(call, request, done))
        self.meters.refusal.inc()
        step("answer")

    async def _read(self, call: Call, request: Mapping[str, Any]) -> Mapping[str, Any]:
        if call.operation.stage is not None:
            return await self._staged(call, request, call.operation.stage)

        def work(tx: Snapshot) -> Mapping[str, Any]:
            self._prepare(call, request, tx)
            response: Mapping[str, Any] = call.operation.handler(call, request)
            return response

        response: Mapping[str, Any]
        if call.operation.inline:
            response = self._translated(call, self.database.read, work)
        else:
            response = await self._guarded(call, self.database.read, work)
        if call.before_answer:
            await self._write_first(call)
        done = Done(self.clock.now(), response=response)
        await self._journal(self.recorder.records_of(call, request, done))
        self.meters.read.inc()
        self.on_read(call)
        return response

    async def _staged(
        self, call: Call, request: Mapping[str, Any], stage: Stage
    ) -> Mapping[str, Any]:
        """Carry out what writes, but not to the database: no snapshot is held meanwhile."""
        self._refuse_changes_on_full_disk(call)
        await self._guarded(call, self.database.read, lambda tx: self._prepare(call, request, tx))
        call.staged = await self._guarded(call, stage, call, request)
        call.snapshot = None
        response: Mapping[str, Any] = self._translated(call, call.operation.handler, call, request)
        done = Done(self.clock.now(), response=response)
        await self._journal(self.recorder.records_of(call, request, done))
        self.meters.change.inc()
        return response

    async def _write_first(self, call: Call) -> None:
        """Have what a read found necessary on disk before anybody hears of what it read."""

        def work(tx: Transaction) -> None:
            for one in call.before_answer:
                one(tx)

        try:
            await self.database.write(work)
        except DatabaseUnavailable as error:
            raise _try_later(call, error) from error
        except Exception as error:
            raise self._our_fault(call, error) from error

    async def _change(self, call: Call, request: Mapping[str, Any]) -> Mapping[str, Any]:
        self._refuse_changes_on_full_disk(call)
        operation = call.operation
        await self._guarded(call, self.database.read, lambda tx: self._prepare(call, request, tx))
        if operation.stage is not None:
            call.staged = await self._guarded(call, operation.stage, call, request)
        prepared = list(call.forwarded)

        def work(tx: Transaction) -> Mapping[str, Any]:
            self._enter(call, request, tx)
            call.forwarded += prepared
            response: Mapping[str, Any] = operation.handler(call, request)
            done = Done(self.clock.now(), response=response)
            step("transaction.record")
            for event_id, body in self.recorder.records_of(call, request, done):
                tx.run(APPEND, event_id=event_id, body=body)
            call.memo["response"] = response
            return response

        try:
            response = await self.database.write(work)
        except DatabaseUnavailable as error:
            if self._committed_all_the_same(call):
                response = call.memo["response"]
                assert isinstance(response, Mapping)
                return response
            raise _try_later(call, error) from error
        except ServiceError:
            raise
        except Exception as error:
            raise self._our_fault(call, error) from error
        self.meters.change.inc()
        return response

    def _committed_all_the_same(self, call: Call) -> bool:
        """Whether a commit that reported an error is there: then it was no failure."""
        try:
            known = self.database.read(lambda tx: tx.first(KNOWN, event_id=call.event_id))
        except DatabaseUnavailable:
            return False
        return known is not None

    def _prepare(self, call: Call, request: Mapping[str, Any], tx: Snapshot) -> None:
        self._enter(call, request, tx)
        if call.operation.check is not None:
            call.operation.check(call, request)

    def _enter(self, call: Call, request: Mapping[str, Any], tx: Snapshot) -> None:
        call.snapshot = tx
        call.memo.clear()
        call.forwarded.clear()
        call.service_events.clear()
        call.before_answer.clear()
        self.authorizer.authorize(call, request)

    def _refuse_changes_on_full_disk(self, call: Call) -> None:
        if call.operation.internal:
            return  # what gives room back must not wait for room
        writes = call.operation.changes or call.operation.stage is not None
        if writes and self.disk.is_low():
            raise ServiceError(
                "ServiceUnavailableException",
                "The server is low on disk space and takes no changes until there is more.",
            )

    async def _guarded(self, call: Call, function: Any, *arguments: Any) -> Any:
        """Run a blocking function in a worker thread, with errors as callers see them."""
        loop = asyncio.get_running_loop()
        context = copy_context()
        return await loop.run_in_executor(
            self.threads, context.run, self._translated, call, function, *arguments
        )

    def _translated(self, call: Call, function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except ServiceError:
            raise
        except _TRY_LATER as error:
            raise _try_later(call, error) from error
        except Exception as error:
            raise self._our_fault(call, error) from error

    def _our_fault(self, call: Call, error: Exception) -> ServiceError:
        """Log what went wrong here and return what the caller may know of it."""
        log.error(
            "operation failed",
            operation=call.operation.key,
            request_id=call.request_id,
            exc_info=error,
        )
        return ServiceError(
            "InternalFailure", "The request failed because of an error on the server."
        )

    async def _journal(self, records: list[tuple[str, bytes]]) -> None:
        if self.disk.is_exhausted():
            raise Unavailable("no room for records")
        try:
            if len(records) == 1:
                await self.journal.append(records[0][1])
            else:  # in this order, and with one sync for all
                await asyncio.gather(*(self.journal.append(body) for _, body in records))
        except JournalUnavailable as error:
            raise Unavailable(str(error)) from error


def _forget_what_is_undone(call: Call) -> None:
    """Leave of a call that failed what happened all the same: what it read, and was refused."""
    call.service_events.clear()
    call.forwarded[:] = [
        (one, request, done)
        for one, request, done in call.forwarded
        if done.error is not None or not one.operation.changes
    ]


def _try_later(call: Call, error: Exception) -> ServiceError:
    log.warning("try later", operation=call.operation.key, reason=str(error))
    return ServiceError(
        "ServiceUnavailableException", "The request cannot be served now: try again later."
    )


def _resource_or_none(call: Call, request: Mapping[str, Any]) -> Resource | None:
    """Return what a call that was refused early is about, as far as its request says it."""
    call.snapshot = None
    if call.operation.resource is None:
        return None
    try:
        return call.operation.resource(call, request)
    except (ServiceError, AssertionError, AttributeError, KeyError, TypeError, ValueError):
        return None
