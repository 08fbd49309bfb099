"""How each service words what its model refuses.

Most use Coral's own exception and text; ECR and CloudWatch Logs have exceptions of their own, ECR
a text of its own, and CloudTrail an exception for some members.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from lading.pure.wire.constraints import Failure
from lading.pure.wire.limits import SHOWN_CHARS_MAX

Words = Callable[[Sequence[Failure]], str]
# (operation, member of its request) -> exception for failures there, None: not checked here.
Overrides = Mapping[tuple[str, str], str | None]

# Members ECR's messages write with a capital.
_ECR_CAPITALS: Mapping[str, str] = MappingProxyType(
    {
        "imageManifest": "ImageManifest",
        "lifecyclePolicyText": "LifecyclePolicyText",
        "policyText": "PolicyText",
    }
)


_LONG_NAME = "Invalid LogGroup or LogStream, both must have length less than or equal to 512."


@dataclass(frozen=True, slots=True)
class Dialect:
    """The exception a service raises for what its model refuses, and its words."""

    exception: str
    words: Words
    overrides: Overrides = field(default_factory=lambda: MappingProxyType({}))


def dialect_of(scope: str) -> Dialect:
    """Return the dialect of a service by its signing scope name."""
    return DIALECTS.get(scope, CORAL)


def coral_words(failures: Sequence[Failure]) -> str:
    """`1 validation error detected: Value 'x' at 'y' failed to satisfy constraint: z`; and more."""
    errors = "error" if len(failures) == 1 else "errors"
    each = "; ".join(_coral_failure(failure) for failure in failures)
    return f"{len(failures)} validation {errors} detected: {each}"


def logs_words(failures: Sequence[Failure]) -> str:
    """Coral's words, without the value where a pattern failed; names too long have a text of
    their own (as recorded from AWS)."""
    if any(_is_long_name(failure) for failure in failures):
        return _LONG_NAME
    return coral_words([_without_value(each) if each.pattern else each for each in failures])


def ecr_words(failures: Sequence[Failure]) -> str:
    """`Invalid parameter at 'y' failed to satisfy constraint: 'z'`, for the first failure."""
    failure = failures[0]
    names = [part for part in failure.path if part != "member" and not part.isdigit()]
    name = names[-1] if names else "request"
    pattern = failure.pattern
    detail = f"must satisfy regular expression '{pattern}'" if pattern else failure.constraint
    shown_name = _cut(_ECR_CAPITALS.get(name, name))
    return f"Invalid parameter at '{shown_name}' failed to satisfy constraint: '{detail}'"


def _is_long_name(failure: Failure) -> bool:
    named = failure.path in (("logGroupName",), ("logStreamName",))
    return named and "length less than" in failure.constraint


def _coral_failure(failure: Failure) -> str:
    if failure.missing:
        value = "Value null"
    elif failure.shown is None:
        value = "Value"
    else:
        value = f"Value '{failure.shown}'"
    path = _cut(".".join(failure.path))
    return f"{value} at '{path}' failed to satisfy constraint: {failure.constraint}"


def _without_value(failure: Failure) -> Failure:
    return Failure(failure.path, failure.constraint, None, failure.missing, failure.pattern)


def _cut(text: str) -> str:
    """Bound what map keys of the request can add to a path."""
    return text if len(text) <= SHOWN_CHARS_MAX else text[:SHOWN_CHARS_MAX] + "..."


CORAL = Dialect("ValidationException", coral_words)
DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "ecr": Dialect("InvalidParameterException", ecr_words),
        "logs": Dialect("InvalidParameterException", logs_words),
        # SNS declares a ValidationException for something else.
        "sns": Dialect("ValidationError", coral_words),
        "tagging": Dialect("InvalidParameterException", coral_words),
        "cloudtrail": Dialect(
            "ValidationException",
            coral_words,
            MappingProxyType(
                {
                    ("LookupEvents", "LookupAttributes"): "InvalidLookupAttributesException",
                    ("LookupEvents", "MaxResults"): "InvalidMaxResultsException",
                    ("LookupEvents", "EventCategory"): "InvalidEventCategoryException",
                    ("LookupEvents", "NextToken"): "InvalidNextTokenException",
                    ("CreateTrail", "TagsList"): "InvalidTagParameterException",
                    ("AddTags", "TagsList"): "InvalidTagParameterException",
                    ("RemoveTags", "TagsList"): "InvalidTagParameterException",
                    ("PutEventSelectors", "EventSelectors"): "InvalidEventSelectorsException",
                    (
                        "PutEventSelectors",
                        "AdvancedEventSelectors",
                    ): "InvalidEventSelectorsException",
                    ("PutInsightSelectors", "InsightSelectors"): "InvalidInsightSelectorsException",
                }
            ),
        ),
    }
)
