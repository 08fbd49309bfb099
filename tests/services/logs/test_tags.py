"""Tags of log groups: two sets of calls, one store."""

from __future__ import annotations

from typing import Any

from ...doors.server import Server
from .conftest import refusal


def arn_of(server: Server, group: str) -> str:
    return f"arn:aws:logs:us-east-2:{server.account}:log-group:{group}"


def test_old_and_new_calls_share_one_store(server: Server, logs: Any, group: str) -> None:
    arn = arn_of(server, group)
    logs.tag_resource(resourceArn=arn, tags={"new": "1", "both": "1"})
    logs.tag_log_group(logGroupName=group, tags={"old": "2", "both": "2"})
    expected = {"new": "1", "old": "2", "both": "2"}
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == expected
    assert logs.list_tags_log_group(logGroupName=group)["tags"] == expected
    logs.untag_resource(resourceArn=arn, tagKeys=["old", "never"])
    logs.untag_log_group(logGroupName=group, tags=["new"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"both": "2"}


def test_a_group_has_fifty_tags_at_most(server: Server, logs: Any, group: str) -> None:
    arn = arn_of(server, group)
    logs.tag_resource(resourceArn=arn, tags={f"k{number}": "" for number in range(50)})
    logs.tag_resource(resourceArn=arn, tags={"k1": "again"})
    assert refusal(logs.tag_resource, resourceArn=arn, tags={"one": "more"})[0] == (
        "TooManyTagsException"
    )
    members = {"logGroupName": group, "tags": {"one": "more"}}
    assert refusal(logs.tag_log_group, **members)[0] == "InvalidParameterException"


def test_the_arn_ends_with_the_name(server: Server, logs: Any, group: str) -> None:
    arn = f"{arn_of(server, group)}:*"
    code, text = refusal(logs.list_tags_for_resource, resourceArn=arn)
    assert (code, "pattern" in text) == ("InvalidParameterException", True)


def test_tags_of_what_is_not_there(server: Server, logs: Any) -> None:
    assert refusal(logs.list_tags_for_resource, resourceArn=arn_of(server, "/never/made")) == (
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )


def test_tags_decide_who_may(server: Server, logs: Any, group: str) -> None:
    """A policy on `aws:ResourceTag` opens the group with the tag, not another."""
    person = server.person(
        {
            "Effect": "Allow",
            "Action": "logs:PutRetentionPolicy",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "one"}},
        }
    )
    theirs = server.client("logs", person)
    members = {"logGroupName": group, "retentionInDays": 7}
    assert refusal(theirs.put_retention_policy, **members)[0] == "AccessDeniedException"
    logs.tag_log_group(logGroupName=group, tags={"team": "one"})
    theirs.put_retention_policy(**members)
