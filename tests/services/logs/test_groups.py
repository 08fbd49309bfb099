"""Log groups by the API. Texts: as recorded from AWS by open mocks; others are marked as ours."""

from __future__ import annotations

from typing import Any

import pytest

from ...doors.server import Server, unique
from .conftest import Stream, names_of, now_ms, refusal


def described(logs: Any, name: str) -> Any:
    (found,) = logs.describe_log_groups(logGroupIdentifiers=[name])["logGroups"]
    return found


def test_a_new_group_is_described_whole(server: Server, logs: Any) -> None:
    name, before_ms = unique("/app/whole"), now_ms()
    answer = logs.create_log_group(logGroupName=name, tags={"team": "one"})
    assert set(answer) == {"ResponseMetadata"}
    found = described(logs, name)
    arn = f"arn:aws:logs:us-east-2:{server.account}:log-group:{name}"
    assert before_ms <= found.pop("creationTime") <= now_ms()
    assert found == {
        "logGroupName": name,
        "arn": f"{arn}:*",
        "logGroupArn": arn,
        "metricFilterCount": 0,
        "storedBytes": 0,
        "logGroupClass": "STANDARD",
        "deletionProtectionEnabled": False,
    }


def test_a_name_taken_is_refused(logs: Any, group: str) -> None:
    assert refusal(logs.create_log_group, logGroupName=group) == (
        "ResourceAlreadyExistsException",
        "The specified log group already exists",
    )


@pytest.mark.parametrize(
    ("members", "text"),
    [
        (
            {"logGroupName": "a" * 513},
            "Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
        ),
        (
            {"logGroupName": "a:b"},
            r"1 validation error detected: Value at 'logGroupName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+",
        ),
        ({"logGroupName": "aws/own"}, "Log group names that begin with aws/ are reserved."),
        (
            {"logGroupName": "sealed", "kmsKeyId": "alias/mine"},
            "Encryption of log groups with a KMS key is not built yet.",
        ),
        ({"logGroupName": "tagged", "tags": {"aws:x": ""}}, "Tag keys that begin with aws:"),
    ],
)
def test_what_cannot_be_created(logs: Any, members: Any, text: str) -> None:
    code, message = refusal(logs.create_log_group, **members)
    assert code == "InvalidParameterException"
    assert message.startswith(text)


def test_groups_come_in_the_order_of_their_names_page_by_page(logs: Any) -> None:
    stem = unique("/paged/group")
    made = [f"{stem}/{end}" for end in ("b", "B", "a", "c_", "c")]
    for name in made:
        logs.create_log_group(logGroupName=name)
    pages = logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=stem + "/", PaginationConfig={"PageSize": 2}
    )
    found = [names_of(page["logGroups"]) for page in pages]
    assert found == [[f"{stem}/B", f"{stem}/a"], [f"{stem}/b", f"{stem}/c"], [f"{stem}/c_"]]


def test_a_pattern_is_a_part_of_the_name_in_its_case(logs: Any) -> None:
    stem = unique("Part")
    logs.create_log_group(logGroupName=f"/of/{stem}/x")
    (found,) = logs.describe_log_groups(logGroupNamePattern=stem)["logGroups"]
    assert found["logGroupName"] == f"/of/{stem}/x"
    assert not {"storedBytes", "deletionProtectionEnabled"} & set(found)
    assert logs.describe_log_groups(logGroupNamePattern=stem.lower())["logGroups"] == []


def test_prefix_and_pattern_exclude_each_other(logs: Any) -> None:
    given = {"logGroupNamePrefix": "a", "logGroupNamePattern": "b"}
    assert refusal(logs.describe_log_groups, **given) == (
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    )


def test_a_limit_out_of_range(logs: Any) -> None:
    assert refusal(logs.describe_log_groups, limit=51) == (
        "InvalidParameterException",
        "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 50",
    )


def test_a_token_is_good_for_its_own_request_only(logs: Any) -> None:
    stem = unique("/token/group")
    for end in "ab":
        logs.create_log_group(logGroupName=f"{stem}/{end}")
    token = logs.describe_log_groups(logGroupNamePrefix=stem, limit=1)["nextToken"]
    invalid = ("InvalidParameterException", "The specified nextToken is invalid.")
    for members in ({"nextToken": token}, {"nextToken": "no", "logGroupNamePrefix": stem}):
        assert refusal(logs.describe_log_groups, **members) == invalid


def test_groups_are_listed_by_pattern_class_and_tags(logs: Any) -> None:
    stem = unique("List")
    for end, tags, kind in (
        ("one", {"env": "dev"}, "STANDARD"),
        ("two", {"env": "prod"}, "STANDARD"),
        ("low", {"env": "prod"}, "INFREQUENT_ACCESS"),
    ):
        logs.create_log_group(logGroupName=f"/{stem}/{end}", tags=tags, logGroupClass=kind)

    def listed(**members: Any) -> list[str]:
        found = names_of(logs.list_log_groups(**members)["logGroups"])
        return [name.rpartition("/")[2] for name in found]

    assert listed(logGroupNamePattern=stem) == ["low", "one", "two"]
    assert listed(logGroupNamePattern=f"^{stem}") == []
    assert listed(logGroupNamePattern=f"{stem}/one|^/{stem}/two") == ["one", "two"]
    assert listed(logGroupNamePattern=stem, logGroupClass="INFREQUENT_ACCESS") == ["low"]
    prod = [{"key": "env", "values": ["prod"]}]
    assert listed(logGroupNamePattern=stem, logGroupTags=prod) == ["low", "two"]
    assert listed(logGroupNamePattern=stem, dataSources=[{"name": "vpc"}]) == []


def test_retention_is_shown_only_when_set(logs: Any, group: str) -> None:
    logs.put_retention_policy(logGroupName=group, retentionInDays=14)
    assert described(logs, group)["retentionInDays"] == 14
    logs.delete_retention_policy(logGroupName=group)
    assert "retentionInDays" not in described(logs, group)


def test_only_certain_days_can_be_retained(logs: Any, group: str) -> None:
    code, text = refusal(logs.put_retention_policy, logGroupName=group, retentionInDays=2)
    assert code == "InvalidParameterException"
    assert "'retentionInDays'" in text


def test_a_group_counts_the_bytes_of_its_events(logs: Any, stream: Stream) -> None:
    stream.put("é", "abc")
    assert described(logs, stream.group)["storedBytes"] == 2 + 3 + 2 * 26


def test_a_protected_group_stays_until_it_is_not(logs: Any) -> None:
    name = unique("/protected")
    logs.create_log_group(logGroupName=name, deletionProtectionEnabled=True)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    assert described(logs, name)["deletionProtectionEnabled"] is True
    assert refusal(logs.delete_log_group, logGroupName=name)[0] == "ValidationException"
    names = {"logGroupName": name, "logStreamName": "s"}
    assert refusal(logs.delete_log_stream, **names)[0] == "ValidationException"
    logs.put_log_group_deletion_protection(logGroupIdentifier=name, deletionProtectionEnabled=False)
    logs.delete_log_group(logGroupName=name)
    assert logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"] == []


def test_a_group_made_again_has_none_of_the_old_events(logs: Any, stream: Stream) -> None:
    stream.put("old")
    logs.delete_log_group(logGroupName=stream.group)
    missing = ("ResourceNotFoundException", "The specified log group does not exist.")
    assert refusal(logs.filter_log_events, logGroupName=stream.group) == missing
    logs.create_log_group(logGroupName=stream.group)
    logs.create_log_stream(**stream.names)
    assert stream.messages() == stream.found() == []
    assert described(logs, stream.group)["storedBytes"] == 0


@pytest.mark.parametrize(
    "name", ["delete_log_group", "delete_retention_policy", "list_tags_log_group"]
)
def test_a_group_that_is_not_there(logs: Any, name: str) -> None:
    assert refusal(getattr(logs, name), logGroupName="/never/made") == (
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
