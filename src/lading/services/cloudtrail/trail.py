"""A trail as it is stored, and finding the one that a request names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, select

from lading.operation import Call, Request, Resource, ResourceOf
from lading.ports import Row, Snapshot
from lading.pure.event_selectors.basic import default_basic
from lading.pure.event_selectors.predicate import BASIC
from lading.services.cloudtrail.instants import instant
from lading.services.cloudtrail.tables import TRAILS
from lading.services.cloudtrail.trail_names import TrailName, named, trail_arn

TRAILS_PER_ACCOUNT_MAX = 500
"""Over all Regions, beside the quota of each; AWS has fewer Regions than that allows."""

_LIVE = TRAILS.c.deleted_us.is_(None)
_FIND = select(TRAILS).where(
    and_(
        TRAILS.c.account == bindparam("account"),
        TRAILS.c.region == bindparam("region"),
        TRAILS.c.name == bindparam("name"),
        _LIVE,
    )
)
_OF_ACCOUNT = (
    select(TRAILS)
    .where(and_(TRAILS.c.account == bindparam("account"), _LIVE))
    .order_by(TRAILS.c.region, TRAILS.c.name)
    .limit(TRAILS_PER_ACCOUNT_MAX)
)


@dataclass(frozen=True, slots=True)
class TrailSettings:
    """What CreateTrail and UpdateTrail set; a text that is empty is not set.

    `recursive`: whether records of the trail's own deliveries are wanted.
    """

    bucket: str = ""
    key_prefix: str = ""
    global_events: bool = True
    multi_region: bool = False
    validation: bool = False
    recursive: bool = True
    log_group_arn: str = ""
    log_role_arn: str = ""
    kms_key_arn: str = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """A trail; `region` is its home Region.

    `selectors` are those of `pure.event_selectors`, `digest_chain` counts how often a chain of
    digest files had to begin anew, `deleted` says since when only its last records are awaited.
    """

    trail_id: str
    account: str
    region: str
    name: str
    settings: TrailSettings
    selectors: Mapping[str, Sequence[Mapping[str, Any]]]
    insights: tuple[Mapping[str, Any], ...]
    tags: tuple[Mapping[str, str], ...]
    digest_chain: int
    created: datetime
    deleted: datetime | None

    @property
    def arn(self) -> str:
        """The trail's ARN, by its home Region."""
        return trail_arn(self.account, self.region, self.name)

    def is_in(self, region: str) -> bool:
        """Whether the trail is that Region's, itself or as a shadow."""
        return self.settings.multi_region or self.region == region

    def configured(self) -> dict[str, Any]:
        """Return what CreateTrail and UpdateTrail answer."""
        settings = self.settings
        texts = {
            "S3KeyPrefix": settings.key_prefix,
            "CloudWatchLogsLogGroupArn": settings.log_group_arn,
            "CloudWatchLogsRoleArn": settings.log_role_arn,
            "KmsKeyId": settings.kms_key_arn,
        }
        return {
            "Name": self.name,
            "S3BucketName": settings.bucket,
            "IncludeGlobalServiceEvents": settings.global_events,
            "IsMultiRegionTrail": settings.multi_region,
            "TrailARN": self.arn,
            "LogFileValidationEnabled": settings.validation,
            "IsOrganizationTrail": False,
            "RecursiveLogging": settings.recursive,
        } | {name: value for name, value in texts.items() if value}

    def described(self) -> dict[str, Any]:
        """Return the `Trail` shape of the CloudTrail API."""
        return self.configured() | {
            "HomeRegion": self.region,
            "HasCustomEventSelectors": self.selectors != {BASIC: default_basic()},
            "HasInsightSelectors": bool(self.insights),
        }


def from_row(row: Row) -> Trail:
    """Return the trail of a row of the table."""
    settings = TrailSettings(
        bucket=row["bucket"],
        key_prefix=row["key_prefix"],
        global_events=bool(row["global_events"]),
        multi_region=bool(row["multi_region"]),
        validation=bool(row["validation"]),
        recursive=bool(row["recursive"]),
        log_group_arn=row["log_group_arn"],
        log_role_arn=row["log_role_arn"],
        kms_key_arn=row["kms_key_arn"],
    )
    return Trail(
        trail_id=row["trail_id"],
        account=row["account"],
        region=row["region"],
        name=row["name"],
        settings=settings,
        selectors=orjson.loads(row["selectors"]),
        insights=tuple(orjson.loads(row["insights"])),
        tags=tuple(orjson.loads(row["tags"])),
        digest_chain=row["digest_chain"],
        created=instant(row["created_us"]),
        deleted=None if row["deleted_us"] is None else instant(row["deleted_us"]),
    )


def find_trail(snapshot: Snapshot, name: TrailName) -> Trail | None:
    """Return the trail of that name, or None."""
    row = snapshot.first(_FIND, account=name.account, region=name.region, name=name.name)
    return None if row is None else from_row(row)


def trails_of(snapshot: Snapshot, account: str) -> list[Trail]:
    """Return every trail of an account, by home Region and name."""
    return [from_row(row) for row in snapshot.all(_OF_ACCOUNT, account=account)]


def required_trail(call: Call, given: str, *, shown: str | None = None) -> Trail:
    """Return the trail a request names. Raises TrailNotFoundException, which says `shown`."""
    trail = find_trail(call.tx, named(call, given))
    if trail is None:
        raise call.error(
            "TrailNotFoundException",
            f"Unknown trail: {shown or given} for the user: {call.caller.account}",
        )
    return trail


def home_trail(call: Call, given: str) -> Trail:
    """Return the trail to change. Raises TrailNotFoundException and InvalidHomeRegionException."""
    trail = required_trail(call, given)
    if trail.region != call.scope.region:
        raise call.error(  # the text is our own: AWS publishes none
            "InvalidHomeRegionException",
            f"Trail {trail.arn} can be changed only in its home Region {trail.region}.",
        )
    return trail


def trail_resource(member: str) -> ResourceOf:
    """Return what finds the trail that an operation is about, by the name of the member."""

    def resource(call: Call, request: Request) -> Resource:
        return resource_named(named(call, request[member]))

    return resource


def resource_named(name: TrailName) -> Resource:
    """Return a trail, there or not, for authorization and record alike."""
    return Resource(name.arn, name.account, "AWS::CloudTrail::Trail")
