"""What a bucket policy may say (Amazon S3 User Guide, "Bucket policies", "Block public access")."""

from __future__ import annotations

import json
from ipaddress import ip_network

from lading.pure.policy.document import parse
from lading.pure.policy.error import PolicyError
from lading.pure.policy.rules import ResourceRule
from lading.pure.policy.statement import Kind, Policy
from lading.pure.policy.syntax import RawCondition, RawStatement, read_policy
from lading.pure.s3.errors import refused
from lading.pure.s3.names import bucket_arn
from lading.pure.wire.errors import WireError

POLICY_BYTES_MAX = 20_480

_OBJECT_ACTION_NAMES = (
    "AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging "
    "DeleteObjectVersion DeleteObjectVersionTagging GetObject GetObjectAcl "
    "GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging "
    "GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes "
    "GetObjectVersionTagging ListMultipartUploadParts PutObject PutObjectAcl "
    "PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl "
    "PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject"
)
_OBJECT_ACTIONS = frozenset(f"s3:{name.lower()}" for name in _OBJECT_ACTION_NAMES.split())

# Keys whose fixed values make a statement for everyone one for some.
_NARROWING_NAMES = (
    "aws:principalarn aws:principalaccount aws:principalorgid aws:principalorgpaths "
    "aws:sourceaccount aws:sourcearn aws:sourceip aws:sourceorgid aws:sourceowner "
    "aws:sourcevpc aws:sourcevpce aws:userid aws:username s3:dataaccesspointaccount "
    "s3:dataaccesspointarn s3:x-amz-server-side-encryption-aws-kms-key-id"
)
_NARROWING = frozenset(_NARROWING_NAMES.split())
_FIXING = frozenset({"StringEquals", "StringLike", "ArnEquals", "ArnLike", "IpAddress"})
_PREFIX_BITS_MIN = {4: 8, 6: 32}


def checked(text: str, bucket: str) -> Policy:
    """Return a bucket's policy compiled. Raises `WireError` MalformedPolicy."""
    if not text.lstrip().startswith("{"):
        raise malformed("Policies must be valid JSON and the first byte must be '{'")
    if len(text.encode()) > POLICY_BYTES_MAX:
        raise refused(
            "PolicyTooLarge",
            "Policies must not exceed the maximum size",
            MaxSizeAllowed=POLICY_BYTES_MAX,
        )
    try:
        raw = read_policy(text)
        policy = parse(text, Kind.RESOURCE, resource=ResourceRule.REQUIRED)
    except PolicyError as error:
        raise malformed(_words(text, error.message)) from error
    for statement in raw.statements:
        _check_resources(statement, bucket)
    return policy


def malformed(message: str) -> WireError:
    """Return the refusal of a policy."""
    return refused("MalformedPolicy", message)


def _words(text: str, message: str) -> str:
    """Return S3's words for what IAM's grammar refuses."""
    try:
        document = json.loads(text)
    except ValueError:
        return "Policies must be valid JSON and the first byte must be '{'"
    if not document.get("Statement"):
        return "Missing required field Statement"
    if "Principal" in message or "principal" in message:
        return "Invalid principal in policy"
    return "Policy has invalid resource" if "Resource" in message else message


def _check_resources(statement: RawStatement, bucket: str) -> None:
    """Resources are this bucket's, and some action is about one of them."""
    assert statement.resource is not None, "the grammar demands resources"
    arn = bucket_arn(bucket)
    texts = statement.resource.texts
    if any(text != arn and not text.startswith(f"{arn}/") for text in texts):
        raise malformed("Policy has invalid resource")
    action = statement.action
    if action is None or action.negated or statement.resource.negated:
        return
    kinds = {text != arn for text in texts}
    for text in action.texts:
        name = text.lower()
        if name != "*" and not name.startswith("s3:"):
            raise malformed("Policy has invalid action")
        if "*" in name or "?" in name:
            continue
        if (name in _OBJECT_ACTIONS) not in kinds:
            raise malformed("Action does not apply to any resource(s) in statement")


def is_public(text: str) -> bool:
    """Return whether a checked policy lets in everyone, or whoever has the right tag or word."""
    return any(
        statement.effect == "Allow" and _names_everyone(statement) and not _is_narrowed(statement)
        for statement in read_policy(text).statements
    )


def _names_everyone(statement: RawStatement) -> bool:
    principal = statement.principal
    if principal is None or principal.negated:
        return True
    return any("*" in names for kind, names in principal.names.items() if kind != "Service")


def _is_narrowed(statement: RawStatement) -> bool:
    return any(_narrows(condition) for condition in statement.conditions)


def _narrows(condition: RawCondition) -> bool:
    operator = condition.operator.partition(":")[2] or condition.operator
    if operator not in _FIXING or condition.operator.startswith("ForAllValues"):
        return False
    if condition.key.lower() not in _NARROWING:
        return False
    return all(_is_fixed(condition.key.lower(), text) for text in condition.texts)


def _is_fixed(key: str, text: str) -> bool:
    if key == "aws:sourceip":
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            return False
        return network.prefixlen >= _PREFIX_BITS_MIN[network.version]
    if "${" in text:
        return False
    # An ARN's account must be spelt out; the end of it need not be.
    fixed = ":".join(text.split(":")[:5]) if text.startswith("arn:") else text
    return not ("*" in fixed or "?" in fixed)
