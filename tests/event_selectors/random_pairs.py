"""Random selectors that are allowed, and random records that they often match."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

SOURCES = ("kms.amazonaws.com", "rdsdata.amazonaws.com", "s3.amazonaws.com", "ecr.amazonaws.com")
NAMES = ("PutObject", "GetObject", "PutImage", "Put", "Object", "")
TYPES = ("AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table", "AWS::X::Y")
ARNS = (
    "arn:aws:s3:::a/",
    "arn:aws:s3:::a/b",
    "arn:aws:s3:::a/bc",
    "arn:aws:s3:::ab/c",
    "arn:aws:lambda:us-east-1:1:function:f",
    "arn:aws:lambda:us-east-1:1:function:fg",
    "arn:aws:dynamodb:us-east-1:1:table/t",
)
PEOPLE = ("arn:aws:iam::1:user/mary", "arn:aws:iam::1:user/max", "arn:aws:iam::1:root")
VALUES_OF = {
    TYPES[0]: (*ARNS[:4], "arn:aws:s3", "arn:aws:s3:::"),
    TYPES[1]: (*ARNS[4:6], "arn:aws:lambda"),
    TYPES[2]: (ARNS[6], "arn:aws:dynamodb"),
}
TEXTS_OF = {
    "eventSource": SOURCES,
    "eventName": NAMES,
    "eventType": ("AwsApiCall", "AwsServiceEvent"),
    "userIdentity.arn": PEOPLE,
    "resources.ARN": ARNS,
}
OPERATORS = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")


def some(random: Random, values: Sequence[Any], least: int, most: int) -> list[Any]:
    """Return a few of the values, some perhaps twice."""
    return [random.choice(values) for _ in range(random.randint(least, most))]


def selectors(random: Random) -> dict[str, Any]:
    """Return basic or advanced selectors as they would be sent."""
    if random.random() < 0.4:
        return {"EventSelectors": [_basic(random) for _ in range(random.choice((1, 1, 2, 5)))]}
    return {"AdvancedEventSelectors": [_advanced(random) for _ in range(random.choice((1, 1, 2)))]}


def _basic(random: Random) -> dict[str, Any]:
    whole = {
        "ReadWriteType": random.choice(("All", "ReadOnly", "WriteOnly")),
        "IncludeManagementEvents": random.random() < 0.7,
        "DataResources": [
            {"Type": kind, "Values": some(random, VALUES_OF[kind], 0, 2)}
            for kind in some(random, TYPES[:3], 0, 2)
        ],
        "ExcludeManagementEventSources": some(random, SOURCES[:2], 0, 2),
    }
    return {name: value for name, value in whole.items() if random.random() < 0.8}


def _advanced(random: Random) -> dict[str, Any]:
    category = random.choice(("Management", "Data", "Data", "NetworkActivity"))
    conditions = [{"Field": "eventCategory", "Equals": [category]}]
    if category != "NetworkActivity" and random.random() < 0.4:
        conditions.append({"Field": "readOnly", "Equals": [random.choice(("true", "false"))]})
    if category == "Management" and random.random() < 0.6:
        conditions.append({"Field": "eventSource", "NotEquals": some(random, SOURCES[:2], 1, 2)})
    if category == "Data":
        conditions.append({"Field": "resources.type", "Equals": [random.choice(TYPES)]})
        conditions += [_condition(random, field) for field in TEXTS_OF if random.random() < 0.25]
        if random.random() < 0.2:
            operator = random.choice(("Equals", "NotEquals"))
            conditions.append({"Field": "sessionCredentialFromConsole", operator: ["true"]})
    if category == "NetworkActivity":
        conditions.append({"Field": "eventSource", "Equals": some(random, SOURCES, 1, 2)})
        if random.random() < 0.3:
            conditions.append({"Field": "errorCode", "Equals": ["VpceAccessDenied"]})
    random.shuffle(conditions)
    return {"Name": "one", "FieldSelectors": conditions}


def _condition(random: Random, field: str) -> dict[str, Any]:
    condition: dict[str, Any] = {"Field": field}
    for operator in random.sample(OPERATORS, random.choice((1, 1, 2, 3))):
        texts = [text for text in some(random, TEXTS_OF[field], 1, 3) if text] or ["P"]
        if "Starts" in operator:
            texts = [text[: random.randint(1, len(text))] for text in texts]
        if "Ends" in operator:
            texts = [text[-random.randint(1, len(text)) :] for text in texts]
        condition[operator] = texts
    return condition


def record(random: Random) -> dict[str, Any]:
    """Return what matters of a record; members may be missing."""
    category = random.choice(("Management", "Data", "Data", "NetworkActivity"))
    whole: dict[str, Any] = {
        "eventCategory": category,
        "managementEvent": category == "Management",
        "readOnly": random.random() < 0.5,
        "eventSource": random.choice(SOURCES),
        "eventName": random.choice(NAMES),
        "eventType": random.choice(TEXTS_OF["eventType"]),
        "userIdentity": {"arn": random.choice(PEOPLE)},
        "resources": [
            {"ARN": random.choice(ARNS), "type": random.choice(TYPES), "accountId": "1"}
            for _ in range(random.choice((0, 1, 1, 2, 3)))
        ],
        "sessionCredentialFromConsole": "true",
        "errorCode": random.choice(("VpceAccessDenied", "AccessDenied")),
    }
    return {name: value for name, value in whole.items() if random.random() < 0.9}
