"""The guide's example "AWS KMS CreateGrant API action when creating an Amazon ECR repository".

Evidence: Amazon ECR User Guide, "Logging Amazon ECR actions with AWS CloudTrail". Its record holds
as a subset, twice; names, ids, addresses, the Region and times are this run's.
"""

from __future__ import annotations

import json
from typing import Any

from ..server import ALLOW_EVERYTHING, Server, unique
from ..test_guide_examples import CONSOLE, GOLDEN, assert_holds, near


def test_two_grants_when_a_repository_is_created(server: Server) -> None:
    mary = server.person(ALLOW_EVERYTHING, stem="Mary_Major")
    key_id = server.client("kms", mary).create_key()["KeyMetadata"]["KeyId"]
    session = server.client("sts", mary).get_session_token()["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
    repository = unique("testrepo")
    made = server.client("ecr", keys=keys, agent=CONSOLE).create_repository(
        repositoryName=repository,
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key_id},
    )["repository"]
    grants = server.events(ResourceName=key_arn(server, key_id), eventName="CreateGrant")
    assert len(grants) == 2
    for record in grants:
        assert_holds(expected(server, mary.arn, repository, key_id, record), record)
        identity = record["userIdentity"]
        assert (identity["principalId"], identity["userName"]) == (mary.user_id, mary.name)
        assert identity["accessKeyId"] == session["AccessKeyId"]
        assert near(record["eventTime"])
        assert len(record["responseElements"]["grantId"]) == 64
        assert record["responseElements"]["keyId"] == made["encryptionConfiguration"]["kmsKey"]
    for own in ("requestID", "eventID"):
        assert grants[0][own] != grants[1][own]
    ids = {one["responseElements"]["grantId"] for one in grants}
    listed = server.client("kms").list_grants(KeyId=key_id)["Grants"]
    assert {one["GrantId"] for one in listed} == ids
    described = server.event(ResourceName=key_arn(server, key_id), eventName="DescribeKey")
    assert described["readOnly"] is True
    assert described["userIdentity"]["invokedBy"] == "AWS Internal"


def expected(server: Server, arn: str, repository: str, key_id: str, record: Any) -> Any:
    """Return the guide's record with this run's names; what is an id is the record's own."""
    text = (GOLDEN / "create_grant.json").read_text()
    text = text.replace("us-west-2", server.region).replace("203.0.113.12", "127.0.0.1")
    text = text.replace("4b55e5bf-39c8-41ad-b589-18464af7758a", key_id)
    text = text.replace(":repository/testrepo", f":repository/{repository}")
    text = text.replace("arn:aws:iam::123456789012:user/Mary_Major", arn)
    guide = json.loads(text)
    found = record["userIdentity"]
    for name in ("principalId", "accessKeyId", "userName"):
        guide["userIdentity"][name] = found[name]
    began = found["sessionContext"]["attributes"]["creationDate"]
    guide["userIdentity"]["sessionContext"]["attributes"]["creationDate"] = began
    guide["responseElements"] = {"grantId": record["responseElements"]["grantId"]}
    return guide


def key_arn(server: Server, key_id: str) -> str:
    return f"arn:aws:kms:{server.region}:{server.account}:key/{key_id}"
