"""Records of S3 calls, as CloudTrail's reference for S3 has them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from .house import ACCOUNT, HOST, House
from .refusals import refused

BUCKET = {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::bucket"}
OBJECT = {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::bucket/app/x"}
PREFIX = {"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::bucket/"}


def test_the_record_of_a_put(house: House, s3: Any) -> None:
    house.client(tls=True).put_object(Bucket="bucket", Key="app/x", Body=b"hello\n")
    record = house.record(eventName="PutObject")
    assert record["requestParameters"] == {
        "bucketName": "bucket",
        "Host": HOST,
        "key": "app/x",
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-sdk-checksum-algorithm": "CRC32",
    }
    assert record["responseElements"] == {"x-amz-server-side-encryption": "AES256"}
    additional = record["additionalEventData"]
    assert re.fullmatch(r"[A-Za-z0-9+/]{74,76}={0,2}", additional.pop("x-amz-id-2"))
    assert additional == {
        "SignatureVersion": "SigV4",
        "AuthenticationMethod": "AuthHeader",
        "bytesTransferredIn": 6,
        "bytesTransferredOut": 0,
        "SSEApplied": "Default_SSE_S3",
    }
    assert re.fullmatch("[A-Z0-9]{16}", record["requestID"])
    assert record["userAgent"].startswith("[Boto3/")
    assert record["userAgent"].endswith("]")
    assert record["resources"] == [OBJECT, BUCKET]
    assert (record["managementEvent"], record["eventCategory"]) == (False, "Data")
    assert (record["readOnly"], record["eventType"]) == (False, "AwsApiCall")
    assert record["tlsDetails"]["clientProvidedHostHeader"] == HOST


def test_the_record_and_the_answer_name_the_same_request(house: House, s3: Any) -> None:
    answer = s3.put_object(Bucket="bucket", Key="k", Body=b"x")["ResponseMetadata"]
    record = house.record(eventName="PutObject")
    assert answer["RequestId"] == record["requestID"]
    assert answer["HostId"] == record["additionalEventData"]["x-amz-id-2"]


def test_the_record_of_a_get_counts_what_goes_out(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="app/x", Body=b"0123456789")
    s3.get_object(Bucket="bucket", Key="app/x", Range="bytes=0-3")
    s3.head_object(Bucket="bucket", Key="app/x")
    got, head = house.record(eventName="GetObject"), house.record(eventName="HeadObject")
    assert got["additionalEventData"]["bytesTransferredOut"] == 4
    assert head["additionalEventData"]["bytesTransferredOut"] == 0
    for record in (got, head):
        assert record["responseElements"] is None
        assert (record["readOnly"], record["eventCategory"]) == (True, "Data")
        assert record["resources"] == [OBJECT, BUCKET]


MANAGEMENT = {
    "CreateBucket": [],
    "ListBuckets": [],
    "GetBucketAcl": [BUCKET],
    "PutBucketPolicy": [BUCKET],
    "GetBucketPublicAccessBlock": [BUCKET],
    "DeleteBucket": [BUCKET],
}


def test_calls_on_buckets_are_management_events(house: House, s3: Any) -> None:
    s3.list_buckets()
    s3.get_bucket_acl(Bucket="bucket")
    s3.put_bucket_policy(Bucket="bucket", Policy=POLICY)
    s3.get_public_access_block(Bucket="bucket")
    s3.delete_bucket(Bucket="bucket")
    for name, resources in MANAGEMENT.items():
        record = house.record(eventName=name)
        assert (record["managementEvent"], record["eventCategory"]) == (True, "Management"), name
        assert record.get("resources", []) == resources, name


POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},'
    '"Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}'
)


def test_a_policy_is_on_record_as_an_object(house: House, s3: Any) -> None:
    s3.put_bucket_policy(Bucket="bucket", Policy=POLICY)
    shown = house.record(eventName="PutBucketPolicy")["requestParameters"]
    assert shown["policy"] == ""
    assert shown["bucketPolicy"]["Statement"][0]["Action"] == "s3:GetObject"


def test_lists_are_data_events_by_the_first_versions_name(house: House, s3: Any) -> None:
    s3.head_bucket(Bucket="bucket")
    s3.list_objects_v2(Bucket="bucket", Prefix="app/")
    s3.list_object_versions(Bucket="bucket")
    s3.list_multipart_uploads(Bucket="bucket")
    listed = house.record(eventName="ListObjects")
    assert listed["requestParameters"] == {
        "bucketName": "bucket",
        "Host": HOST,
        "list-type": "2",
        "prefix": "app/",
        "encoding-type": "url",
    }
    assert listed["resources"] == [PREFIX, BUCKET]
    for name in ("HeadBucket", "ListObjectVersions", "ListMultipartUploads"):
        assert house.record(eventName=name)["eventCategory"] == "Data"


def test_deleting_many_is_one_record_and_one_for_each(house: House, s3: Any) -> None:
    for key in ("a", "b"):
        s3.put_object(Bucket="bucket", Key=key, Body=b"x")
    s3.delete_objects(Bucket="bucket", Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})
    whole = house.record(eventName="DeleteObjects")
    assert whole["requestParameters"]["delete"] == ""
    assert whole["resources"] == [PREFIX, BUCKET]
    each = house.records(eventName="DeleteObject")
    assert sorted(one["requestParameters"]["key"] for one in each) == ["a", "b"]
    assert {one["requestID"] for one in each} == {whole["requestID"]}
    assert len({one["eventID"] for one in (*each, whole)}) == 3


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_what_proves_a_presigned_request_is_not_on_record(
    house: House, s3: Any, version: str
) -> None:
    s3.put_object(Bucket="bucket", Key="app/x", Body=b"hello")
    client = house.client(signature_version=version)
    arguments = {"Bucket": "bucket", "Key": "app/x", "ResponseContentType": "text/plain"}
    url = client.generate_presigned_url("get_object", arguments, ExpiresIn=60)
    reply = house.send("GET", url)
    assert (reply.status, reply.body) == (200, b"hello")
    record = house.record(eventName="GetObject")
    shown, additional = record["requestParameters"], record["additionalEventData"]
    assert shown["response-content-type"] == "text/plain"
    assert additional["AuthenticationMethod"] == "QueryString"
    if version == "s3":
        assert additional["SignatureVersion"] == "SigV2"
        assert set(shown) == {"bucketName", "Host", "key", "response-content-type", "Expires"}
    else:
        assert additional["SignatureVersion"] == "SigV4"
        assert {"X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"} <= set(
            shown
        )
        assert not {"X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token"} & set(shown)
    for value in urlsplit(url).query.split("&"):
        name, _, text = value.partition("=")
        if name.lower().endswith("signature"):
            assert text not in str(record)


def test_refusals_keep_their_parameters(house: House, s3: Any) -> None:
    mary = house.client(house.user("mary"))
    with refused(403):
        mary.get_object(Bucket="bucket", Key="app/x")
    with refused(404):
        s3.get_object(Bucket="bucket", Key="none")
    with refused(404):
        s3.get_object(Bucket="no-such", Key="k")
    denied = house.record(errorCode="AccessDenied")
    assert denied["requestParameters"]["key"] == "app/x"
    assert denied["resources"] == [OBJECT, BUCKET]
    missing = house.record(errorCode="NoSuchKey")
    assert missing["errorMessage"] == "The specified key does not exist."
    nowhere = house.record(errorCode="NoSuchBucket")
    assert "resources" not in nowhere
    assert nowhere["requestParameters"]["bucketName"] == "no-such"


def test_bodies_that_do_not_fit_are_on_record(house: House, s3: Any) -> None:
    with refused(400, "BadDigest"):
        s3.put_object(Bucket="bucket", Key="k", Body=b"x", ChecksumCRC32="AAAAAA==")
    record = house.record(errorCode="BadDigest")
    assert (record["eventName"], record["requestParameters"]["key"]) == ("PutObject", "k")
    assert house.files() == (0, 0)


def test_a_wrong_secret_for_a_known_key_is_on_record(house: House, s3: Any) -> None:
    from .house import ROOT, Keys

    with refused(403, "SignatureDoesNotMatch"):
        house.client(Keys(ROOT.key_id, "wrong")).get_object(Bucket="bucket", Key="k")
    record = house.record(eventName="GetObject")
    assert record["errorCode"]
    with refused(403, "InvalidAccessKeyId"):
        house.client(Keys("AKIAUNKNOWNUNKNOWN12", "wrong")).get_object(Bucket="bucket", Key="k")
    assert len(house.records(eventName="GetObject")) == 1


def test_metadata_and_keys_of_customers_stay_off_the_record(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="k", Body=b"x", Metadata={"token": "very-secret"})
    with refused(501):
        house.client(tls=True).put_object(
            Bucket="bucket",
            Key="k",
            Body=b"x",
            SSECustomerAlgorithm="AES256",
            SSECustomerKey="k" * 32,
        )
    text = str(house.records())
    assert "very-secret" not in text
    assert "a2tra2tr" not in text


def test_a_copy_names_its_source(house: House, s3: Any) -> None:
    s3.put_object(Bucket="bucket", Key="app/x", Body=b"x")
    s3.copy_object(Bucket="bucket", Key="copy", CopySource="bucket/app/x")
    shown = house.record(eventName="CopyObject")["requestParameters"]
    assert shown["x-amz-copy-source"] == "bucket/app/x"
    assert shown["key"] == "copy"
