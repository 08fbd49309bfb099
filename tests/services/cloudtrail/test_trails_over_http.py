"""Trails through the AWS door, with the client that people use."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from ...doors.server import Server, unique


@pytest.fixture(scope="module")
def trails(server: Server) -> Any:
    return server.client("cloudtrail")


def test_a_region_without_trails(server: Server) -> None:
    client = server.client("cloudtrail", region="sa-east-1")
    assert client.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert client.list_public_keys()["PublicKeyList"] == []


def test_a_refusal_on_the_wire_and_on_record(server: Server, trails: Any) -> None:
    """The example of the CloudTrail User Guide, "errorCode and errorMessage log example"."""
    name = unique("myTrail")
    with pytest.raises(trails.exceptions.TrailNotFoundException) as refusal:
        trails.update_trail(Name=name)
    message = f"Unknown trail: {name} for the user: {server.account}"
    assert refusal.value.response["Error"]["Message"] == message
    record = server.event(EventName="UpdateTrail", errorMessage=message)
    assert record["errorCode"] == "TrailNotFoundException"
    assert record["requestParameters"] == {"name": name}
    assert record["eventSource"] == "cloudtrail.amazonaws.com"


@pytest.mark.parametrize(
    ("operation", "request_members", "code"),
    [
        ("get_trail", {"Name": "a"}, "InvalidTrailNameException"),
        ("get_trail_status", {"Name": "arn:aws:s3:::b"}, "CloudTrailARNInvalidException"),
        ("start_logging", {"Name": "none"}, "TrailNotFoundException"),
        (
            "put_event_selectors",
            {"TrailName": "none", "EventSelectors": [{"ReadWriteType": "read-only"}]},
            "InvalidEventSelectorsException",
        ),
        (
            "add_tags",
            {"ResourceId": "none", "TagsList": [{"Key": "k" * 129}]},
            "InvalidTagParameterException",
        ),
        ("list_tags", {"ResourceIdList": ["none"]}, "CloudTrailARNInvalidException"),
        ("get_event_configuration", {"TrailName": "none"}, "UnsupportedOperationException"),
        ("list_event_data_stores", {}, "UnsupportedOperationException"),
    ],
)
def test_what_is_refused(server: Server, operation: str, request_members: Any, code: str) -> None:
    client = server.client("cloudtrail", validate=False)
    with pytest.raises(ClientError) as refusal:
        getattr(client, operation)(**request_members)
    assert refusal.value.response["Error"]["Code"] == code


@pytest.mark.parametrize("name", ["ForgetTrail", "CreateSigningKey"])
def test_internal_operations_have_no_door(server: Server, name: str) -> None:
    target = f"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.{name}"
    reply = server.send_signed(target, service="cloudtrail")
    assert reply.status == 400
    assert b"UnknownOperationException" in reply.body
