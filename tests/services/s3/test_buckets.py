"""Buckets: create, head, list, delete, locations, what a plain bucket answers."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from .house import ACCOUNT, OTHER_ACCOUNT, OTHER_ROOT, House


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    answer = error.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def test_a_bucket_lives_and_goes(house: House) -> None:
    s3 = house.client()
    made = s3.create_bucket(Bucket="bucket")
    assert made["Location"] == "/bucket"
    assert made["BucketArn"] == "arn:aws:s3:::bucket"
    head = s3.head_bucket(Bucket="bucket")
    assert (head["BucketRegion"], head["AccessPointAlias"]) == ("us-east-1", False)
    listed = s3.list_buckets()
    assert [one["Name"] for one in listed["Buckets"]] == ["bucket"]
    assert len(listed["Owner"]["ID"]) == 64
    assert s3.get_bucket_location(Bucket="bucket")["LocationConstraint"] is None
    s3.delete_bucket(Bucket="bucket")
    assert s3.list_buckets()["Buckets"] == []
    with pytest.raises(ClientError) as error:
        s3.head_bucket(Bucket="bucket")
    assert refusal(error)[0] == 404


def test_a_bucket_has_the_region_it_was_made_in(house: House) -> None:
    s3 = house.client(region="eu-central-1")
    s3.create_bucket(
        Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    assert s3.get_bucket_location(Bucket="bucket")["LocationConstraint"] == "eu-central-1"
    assert s3.head_bucket(Bucket="bucket")["BucketRegion"] == "eu-central-1"
    # whatever Region a signature is made for, the record has the bucket's
    house.client().get_bucket_acl(Bucket="bucket")
    assert house.record(eventName="GetBucketAcl")["awsRegion"] == "eu-central-1"
    made = house.record(eventName="CreateBucket")
    assert made["requestParameters"]["CreateBucketConfiguration"] == {
        "LocationConstraint": "eu-central-1"
    }


@pytest.mark.parametrize(
    ("region", "constraint", "code"),
    [
        ("us-east-1", "us-east-1", "InvalidLocationConstraint"),
        ("us-east-1", "nowhere", "InvalidLocationConstraint"),
        ("eu-west-1", None, "IllegalLocationConstraintException"),
        ("eu-west-1", "eu-west-2", "IllegalLocationConstraintException"),
    ],
)
def test_location_constraints_that_cannot_be(
    house: House, region: str, constraint: str | None, code: str
) -> None:
    more: Any = (
        {}
        if constraint is None
        else {"CreateBucketConfiguration": {"LocationConstraint": constraint}}
    )
    with pytest.raises(ClientError) as error:
        house.client(region=region).create_bucket(Bucket="bucket", **more)
    assert refusal(error) == (400, code)


def test_a_name_belongs_to_one_account(house: House) -> None:
    house.client().create_bucket(Bucket="bucket")
    with pytest.raises(ClientError) as error:
        house.client(OTHER_ROOT).create_bucket(Bucket="bucket")
    assert refusal(error) == (409, "BucketAlreadyExists")


def test_creating_ones_own_bucket_again(house: House) -> None:
    """It succeeds in us-east-1, as rclone needs it, and nowhere else."""
    house.client().create_bucket(Bucket="bucket")
    assert house.client().create_bucket(Bucket="bucket")["Location"] == "/bucket"
    there = house.client(region="eu-west-1")
    more = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    there.create_bucket(Bucket="other", **more)
    with pytest.raises(ClientError) as error:
        there.create_bucket(Bucket="other", **more)
    assert refusal(error) == (409, "BucketAlreadyOwnedByYou")


@pytest.mark.parametrize("name", ["console", "healthz", "metrics", "layers"])
def test_names_of_other_doors_are_taken(house: House, name: str) -> None:
    with pytest.raises(ClientError) as error:
        house.client().create_bucket(Bucket=name)
    assert refusal(error) == (409, "BucketAlreadyExists")


@pytest.mark.parametrize("name", ["Bucket", "a..b", "192.168.0.1", "xn--bucket", "b-s3alias"])
def test_names_that_no_bucket_has(house: House, name: str) -> None:
    reply = house.signed("PUT", f"/{name}")
    assert reply.status == 400
    assert "<Code>InvalidBucketName</Code>" in reply.text


def test_a_bucket_with_objects_stays(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    with pytest.raises(ClientError) as error:
        s3.delete_bucket(Bucket="bucket")
    assert refusal(error) == (409, "BucketNotEmpty")


def test_unfinished_uploads_go_with_their_bucket(house: House, s3: Any) -> None:
    upload = s3.create_multipart_upload(Bucket="bucket", Key="k")["UploadId"]
    s3.upload_part(Bucket="bucket", Key="k", UploadId=upload, PartNumber=1, Body=b"part")
    s3.delete_bucket(Bucket="bucket")
    assert house.dropped() == 1


def test_buckets_are_listed_page_by_page(house: House) -> None:
    s3 = house.client()
    for name in ("aa-1", "aa-2", "aa-3", "bb-1"):
        s3.create_bucket(Bucket=name)
    house.client(OTHER_ROOT).create_bucket(Bucket="aa-other")
    page = s3.list_buckets(MaxBuckets=2, Prefix="aa")
    assert [one["Name"] for one in page["Buckets"]] == ["aa-1", "aa-2"]
    rest = s3.list_buckets(MaxBuckets=2, Prefix="aa", ContinuationToken=page["ContinuationToken"])
    assert [one["Name"] for one in rest["Buckets"]] == ["aa-3"]
    assert "ContinuationToken" not in rest
    with pytest.raises(ClientError) as error:
        s3.list_buckets(ContinuationToken="x")
    assert refusal(error) == (400, "InvalidArgument")


@pytest.mark.parametrize(
    ("expected", "status"), [(ACCOUNT, 200), (OTHER_ACCOUNT, 403), ("abcd", 400)]
)
def test_the_expected_owner(house: House, s3: Any, expected: str, status: int) -> None:
    header = {"x-amz-expected-bucket-owner": expected}
    assert house.signed("GET", "/bucket?acl", headers=header).status == status


PLAIN = {
    "GetBucketVersioning": {},
    "GetBucketAccelerateConfiguration": {},
    "GetBucketLogging": {},
    "GetBucketNotificationConfiguration": {},
    "GetBucketRequestPayment": {"Payer": "BucketOwner"},
    "GetBucketEncryption": {
        "ServerSideEncryptionConfiguration": {
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
                    "BucketKeyEnabled": False,
                }
            ]
        }
    },
    "GetPublicAccessBlock": {
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        }
    },
    "GetBucketOwnershipControls": {
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    },
    "GetBucketCors": "NoSuchCORSConfiguration",
    "GetBucketLifecycleConfiguration": "NoSuchLifecycleConfiguration",
    "GetBucketWebsite": "NoSuchWebsiteConfiguration",
    "GetBucketReplication": "ReplicationConfigurationNotFoundError",
    "GetObjectLockConfiguration": "ObjectLockConfigurationNotFoundError",
    "GetBucketTagging": "NoSuchTagSet",
    "GetBucketPolicy": "NoSuchBucketPolicy",
    "GetBucketPolicyStatus": "NoSuchBucketPolicy",
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_a_plain_bucket_answers(s3: Any, name: str) -> None:
    wanted, method = PLAIN[name], xform_name(name)
    if isinstance(wanted, dict):
        answer = getattr(s3, method)(Bucket="bucket")
        assert {k: v for k, v in answer.items() if k != "ResponseMetadata"} == wanted
    else:
        with pytest.raises(ClientError) as error:
            getattr(s3, method)(Bucket="bucket")
        assert refusal(error) == (404, wanted)


def test_tags_of_a_bucket(s3: Any) -> None:
    tags = [{"Key": "team", "Value": "a"}, {"Key": "cost", "Value": ""}]
    s3.put_bucket_tagging(Bucket="bucket", Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket="bucket")["TagSet"] == tags
    s3.delete_bucket_tagging(Bucket="bucket")
    with pytest.raises(ClientError, match="NoSuchTagSet"):
        s3.get_bucket_tagging(Bucket="bucket")


def test_acls_say_what_is_so_anyway(s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"", ACL="bucket-owner-full-control")
    for acl in (s3.get_bucket_acl(Bucket="bucket"), s3.get_object_acl(Bucket="bucket", Key="k")):
        (grant,) = acl["Grants"]
        assert grant["Permission"] == "FULL_CONTROL"
        assert grant["Grantee"] == {"ID": acl["Owner"]["ID"], "Type": "CanonicalUser"}
    s3.put_bucket_acl(Bucket="bucket", ACL="private")
    s3.put_object_acl(Bucket="bucket", Key="k", ACL="private")
    for refused in ("public-read", "authenticated-read"):
        with pytest.raises(ClientError, match="AccessControlListNotSupported"):
            s3.put_bucket_acl(Bucket="bucket", ACL=refused)
        with pytest.raises(ClientError, match="AccessControlListNotSupported"):
            s3.put_object(Bucket="bucket", Key="x", ACL=refused)
    with pytest.raises(ClientError, match="InvalidArgument"):
        s3.put_object(Bucket="bucket", Key="x", ACL="mine")


@pytest.mark.parametrize("method", ["put_bucket_versioning", "put_bucket_encryption"])
def test_what_is_not_built_says_so_and_is_recorded(house: House, s3: Any, method: str) -> None:
    arguments: Any = {
        "put_bucket_versioning": {"VersioningConfiguration": {"Status": "Enabled"}},
        "put_bucket_encryption": {"ServerSideEncryptionConfiguration": {"Rules": []}},
    }[method]
    with pytest.raises(ClientError) as error:
        getattr(s3, method)(Bucket="bucket", **arguments)
    assert refusal(error) == (501, "NotImplemented")
    (record,) = house.records(errorCode="NotImplemented")
    assert record["requestParameters"]["bucketName"] == "bucket"
