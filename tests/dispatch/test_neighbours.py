"""Operations that have others do something for them, and what of it goes on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lading.caller import service_caller
from lading.dispatch.authorize import Authorizer
from lading.dispatch.invoke import Dispatch
from lading.dispatch.neighbours import Neighbourhood
from lading.operation import (
    AttachedPolicy,
    Call,
    Catalog,
    Operation,
    Resource,
    ServiceError,
    ServiceEvent,
    operation,
)

from .conftest import ACCOUNT, MemoryJournal, StillClock, call_of, committed, invoked

KEY = Resource(f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k", ACCOUNT, "AWS::KMS::Key")
BY = "ecr.amazonaws.com"
FOR_TRAIL = """{"Statement": {"Effect": "Allow",
  "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "kms:CreateGrant",
  "Resource": "*", "Condition": {"StringEquals":
  {"aws:SourceArn": "arn:t", "aws:SourceAccount": "111122223333"}}}}"""


def key_of(call: Call, request: Any) -> Resource:
    return KEY


def policy_of(call: Call, request: Any) -> AttachedPolicy:
    return AttachedPolicy(FOR_TRAIL)


@operation("kms:Decrypt", resource=key_of)
def decrypt(call: Call, request: Any) -> dict[str, Any]:
    assert call.via == BY
    return {"KeyId": KEY.arn}


@operation("kms:CreateGrant", changes=True, resource=key_of, policy=policy_of)
def create_grant(call: Call, request: Any) -> dict[str, Any]:
    if request["Name"] == "refused":
        raise call.error("LimitExceededException", "no more")
    return {"GrantId": "g"}


@operation("ecr:PolicyExecution", changes=True, internal=True)
def expire(call: Call, request: Any) -> dict[str, Any]:
    call.service_events.append(ServiceEvent("PolicyExecutionEvent", {"repositoryName": "a"}))
    return {}


def neighbourly(dispatch: Dispatch, *more: Operation) -> Dispatch:
    catalog = Catalog((decrypt, create_grant, *more))
    return replace(dispatch, neighbours=Neighbourhood(catalog, Authorizer(), StillClock()))


def change_that(does: Callable[[Call, Any], Any]) -> Operation:
    return operation("ecr:DeleteRegistryPolicy", changes=True)(does)


def names(records: list[Any]) -> list[str]:
    return [one["eventName"] for one in records]


def test_forwarded_change_is_committed_and_recorded_with_its_own(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    def act(call: Call, request: Any) -> Any:
        for _ in range(2):
            assert call.forward("kms:CreateGrant", {"Name": "n"}, by=BY) == {"GrantId": "g"}
        return {}

    invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), change_that(act)))
    records = committed(dispatch)
    assert names(records) == ["CreateGrant", "CreateGrant", "DeleteRegistryPolicy"]
    first, second, own = records
    assert first["userIdentity"] == own["userIdentity"] | {"invokedBy": BY}
    assert first["sourceIPAddress"] == first["userAgent"] == BY
    assert first["resources"] == [{"ARN": KEY.arn, "accountId": ACCOUNT, "type": KEY.type}]
    assert len({one["eventID"] for one in records}) == 3
    assert first["requestID"] != second["requestID"]
    assert journal.entries == []


def test_a_call_forwarded_openly_shows_whence_its_caller_came(dispatch: Dispatch) -> None:
    """As CreateGrant for a new repository does, in the example of the Amazon ECR User Guide."""

    def act(call: Call, request: Any) -> Any:
        call.forward("kms:CreateGrant", {"Name": "n"}, by=BY, openly=True)
        return {}

    invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), change_that(act)))
    forwarded, own = committed(dispatch)
    assert forwarded["userIdentity"] == own["userIdentity"] | {"invokedBy": "AWS Internal"}
    assert forwarded["sourceIPAddress"] == own["sourceIPAddress"]
    assert forwarded.get("userAgent") == own.get("userAgent")


def test_forwarded_read_of_a_read_is_journaled(dispatch: Dispatch, journal: MemoryJournal) -> None:
    @operation("ecr:DescribeRegistry")
    def read(call: Call, request: Any) -> Any:
        call.forward("kms:Decrypt", {}, by=BY)
        return {}

    invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), read))
    assert names(journal.entries) == ["Decrypt", "DescribeRegistry"]


def test_a_read_cannot_forward_a_change(dispatch: Dispatch) -> None:
    @operation("ecr:DescribeRegistry")
    def read(call: Call, request: Any) -> Any:
        return call.forward("kms:CreateGrant", {"Name": "n"}, by=BY)

    with pytest.raises(ServiceError) as caught:
        invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), read))
    assert caught.value.code == "InternalFailure"


def test_of_a_failed_change_only_what_was_read_or_refused_stays_on_record(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    def act(call: Call, request: Any) -> Any:
        call.forward("kms:Decrypt", {}, by=BY)
        call.forward("kms:CreateGrant", {"Name": "n"}, by=BY)
        return call.forward("kms:CreateGrant", {"Name": "refused"}, by=BY)

    with pytest.raises(ServiceError, match="no more"):
        invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), change_that(act)))
    assert committed(dispatch) == []
    assert names(journal.entries) == ["Decrypt", "CreateGrant", "DeleteRegistryPolicy"]
    assert [one.get("errorCode") for one in journal.entries] == [
        None,
        "LimitExceededException",
        "LimitExceededException",
    ]


def test_what_a_check_forwarded_is_recorded_once_with_the_change(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    def check(call: Call, request: Any) -> None:
        call.forward("kms:Decrypt", {}, by=BY)

    def act(call: Call, request: Any) -> Any:
        return {}

    one = operation("ecr:DeleteRegistryPolicy", changes=True, check=check)(act)
    invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), one))
    assert names(committed(dispatch)) == ["Decrypt", "DeleteRegistryPolicy"]


@pytest.mark.parametrize(
    ("service", "source_arn", "may"),
    [
        ("cloudtrail.amazonaws.com", "arn:t", True),
        ("cloudtrail.amazonaws.com", "arn:other", False),
        ("cloudtrail.amazonaws.com", None, False),
        ("logs.amazonaws.com", "arn:t", False),
    ],
)
def test_a_service_may_what_the_resource_lets_it(
    dispatch: Dispatch, service: str, source_arn: str | None, may: bool
) -> None:
    seen: list[bool] = []

    def act(call: Call, request: Any) -> Any:
        caller = service_caller(service, ACCOUNT, source_arn=source_arn)
        seen.append(call.permits("kms:CreateGrant", {"Name": "n"}, caller))
        return {}

    invoked(neighbourly(dispatch), call_of(neighbourly(dispatch), change_that(act)))
    assert seen == [may]
    assert names(committed(dispatch)) == ["DeleteRegistryPolicy"]


def test_an_internal_operation_has_its_service_events_on_record_and_nothing_else(
    dispatch: Dispatch,
) -> None:
    invoked(dispatch, call_of(dispatch, expire))
    (record,) = committed(dispatch)
    assert record["userIdentity"] == {"accountId": ACCOUNT, "invokedBy": "AWS Internal"}
    assert record["eventName"] == "PolicyExecutionEvent"
    assert record["eventType"] == "AwsServiceEvent"
    assert record["serviceEventDetails"] == {"repositoryName": "a"}
    assert record["requestParameters"] is None and record["responseElements"] is None
    assert "requestID" not in record
    assert record["readOnly"] is True


def test_a_data_event_says_so_and_shows_what_its_operation_builds(
    dispatch: Dispatch, journal: MemoryJournal
) -> None:
    @operation(
        "ecr:DescribeRegistry",
        data=True,
        event_name="ListObjects",
        shows=lambda call, request: {"bucketName": "b"},
        resources_of=lambda call, request: (KEY, KEY),
    )
    def read(call: Call, request: Any) -> Any:
        return {}

    invoked(dispatch, call_of(dispatch, read))
    (record,) = journal.entries
    assert record["eventName"] == "ListObjects"
    assert (record["managementEvent"], record["eventCategory"]) == (False, "Data")
    assert record["requestParameters"] == {"bucketName": "b"}
    assert len(record["resources"]) == 2
