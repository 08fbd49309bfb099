"""Key policies: the texts that keys begin with, what is checked, and how they are stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import orjson

from lading.directory.arns import root_arn
from lading.directory.principals import pinned, shown
from lading.operation import Call, ServiceError
from lading.pure.policy.document import parse
from lading.pure.policy.error import PolicyError
from lading.pure.policy.evaluate import Question, evaluate
from lading.pure.policy.statement import Kind, Policy
from lading.services.kms.key import Key

POLICY_NAME: Final = "default"
POLICY_BYTES_MAX: Final = 32_768

_VERSION: Final = "2012-10-17"


def default_policy(account: str) -> str:
    """Return the policy of a key that was made without one: the account decides."""
    return _text(
        "key-default-1",
        {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": root_arn(account)},
            "Action": "kms:*",
            "Resource": "*",
        },
    )


def managed_policy(account: str, region: str, service: str) -> str:
    """Return the policy of a key that a service uses for an account: only through the service.

    The words are those of the keys of other services (AWS KMS Developer Guide, "AWS managed
    keys"); ECR's own are not published.
    """
    return _text(
        f"auto-{service}-1",
        {
            "Sid": (
                f"Allow access through {service.upper()} for all principals in the account that "
                f"are authorized to use {service.upper()}"
            ),
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:CreateGrant",
                "kms:DescribeKey",
            ],
            "Resource": "*",
            "Condition": {
                "StringEquals": {
                    "kms:CallerAccount": account,
                    "kms:ViaService": f"{service}.{region}.amazonaws.com",
                }
            },
        },
        {
            "Sid": "Allow direct access to key metadata to the account",
            "Effect": "Allow",
            "Principal": {"AWS": root_arn(account)},
            "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
            "Resource": "*",
        },
    )


def _text(policy_id: str, *statements: dict[str, Any]) -> str:
    policy = {"Version": _VERSION, "Id": policy_id, "Statement": list(statements)}
    return orjson.dumps(policy, option=orjson.OPT_INDENT_2).decode()


def checked_policy(call: Call, text: str) -> tuple[str, Policy]:
    """Return a policy as it is stored, and compiled. Raises MalformedPolicyDocumentException."""
    if len(text.encode()) > POLICY_BYTES_MAX:
        raise call.error(
            "LimitExceededException", f"A key policy has at most {POLICY_BYTES_MAX} bytes."
        )
    try:
        parse(text, Kind.KEY)
    except PolicyError as problem:
        raise call.error("MalformedPolicyDocumentException", str(problem)) from problem
    try:
        stored = pinned(call.tx, text)
    except ServiceError as problem:
        raise call.error(
            "MalformedPolicyDocumentException",
            "Policy contains a statement with one or more invalid principals.",
        ) from problem
    return stored, parse(stored, Kind.KEY)


def refuse_lockout(call: Call, arn: str, policy: Policy) -> None:
    """Return if the caller could set the policy again under this one.

    Raises MalformedPolicyDocumentException.
    """
    question: Question = call.memo["question"]
    again = replace(
        question,
        action="kms:PutKeyPolicy",
        resource=arn,
        resource_account=call.scope.account,
        resource_policies=(policy,),
        resource_kind=Kind.KEY,
        granted=False,
    )
    if not evaluate(again).allowed:
        raise call.error(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.",
        )


def shown_policy(call: Call, key: Key) -> str:
    """Return a key's policy as people see it."""
    return shown(call.tx, key.policy)
