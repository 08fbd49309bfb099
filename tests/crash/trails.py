"""Trails under load, and whether what they delivered is what is on record: once each, chained."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import orjson
import pytest
from tests.crash.load import Load
from tests.crash.server import Server, until

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.server.analytics_access import analytics_access
from lading.services.cloudtrail.history_schema import EVENTS
from lading.settings import Settings
from lading.verifying.keys import ask_public_keys
from lading.verifying.report import Report
from lading.verifying.run import Span, Verification
from lading.verifying.tree import Tree

REGION = "us-east-1"
GROUP = "audit"
BUCKETS = {"all": "all-logs", "changes": "change-logs"}
"""A trail of everything with a log group, and one of changes."""
_MILLISECONDS = 13
"""Characters of an event id that tell its time."""


@dataclass
class Delivered:
    """A server with two trails, clients that work, and the oracle over both.

    began: the id of the event with which each trail began. files: log files read so far.
    """

    server: Server
    load: Load
    environment: Mapping[str, str]
    began: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"],
        )

    def begin(self) -> None:
        """Make buckets, a log group, a role, and the trails."""
        s3, cloudtrail = self.client("s3"), self.client("cloudtrail")
        self.client("logs").create_log_group(logGroupName=GROUP)
        group = self.client("logs").describe_log_groups()["logGroups"][0]["arn"]
        more = {"all": {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": self._role()}}
        for name, bucket in BUCKETS.items():
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_policy(Bucket=bucket, Policy=_bucket_policy(bucket))
            options = {"EnableLogFileValidation": True, **more.get(name, {})}
            cloudtrail.create_trail(Name=name, S3BucketName=bucket, **options)
        cloudtrail.put_event_selectors(
            TrailName="changes",
            EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}],
        )
        for name in BUCKETS:
            cloudtrail.start_logging(Name=name)
        self.server.flush()
        for event in self.history():
            if event["eventName"] == "StartLogging":
                self.began[event["requestParameters"]["name"]] = event["eventID"]

    def check(self) -> None:
        """Everything on record since a trail began is in one of its files, and proven."""
        self.server.flush()
        history = self.history()
        for trail in BUCKETS:
            wanted = self._wanted(trail, history)
            assert self._in_files(trail) == wanted, f"log files of {trail}"
        self._await_proof()
        wanted = self._wanted("all", history)
        logged = self._in_group()
        assert {one: logged[one] for one in wanted} == wanted, "the log group"

    def history(self) -> list[Mapping[str, Any]]:
        """Return every event on record."""
        access = analytics_access(Settings(data=self.server.folder.root))
        analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
        try:
            rows = analytics.select(f"SELECT record FROM {EVENTS} ORDER BY event_id")
        finally:
            analytics.close()
        return [orjson.loads(str(record)) for (record,) in rows]

    def _wanted(self, trail: str, history: list[Mapping[str, Any]]) -> Counter[str]:
        began = self.began[trail]
        return Counter(
            event["eventID"]
            for event in history
            if (event["eventID"] == began or event["eventID"][:_MILLISECONDS] > began)
            and not (trail == "changes" and event["readOnly"])
        )

    def _in_files(self, trail: str) -> Counter[str]:
        s3, bucket = self.client("s3"), BUCKETS[trail]
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        found: Counter[str] = Counter()
        for key in keys:
            if "/CloudTrail/" in key:
                if key not in self.files:
                    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
                    self.files[key] = json.loads(gzip.decompress(body))["Records"]
                found.update(one["eventID"] for one in self.files[key])
        return found

    def _in_group(self) -> Counter[str]:
        pages = self.client("logs").get_paginator("filter_log_events")
        return Counter(
            json.loads(event["message"])["eventID"]
            for page in pages.paginate(logGroupName=GROUP)
            for event in page["events"]
        )

    def _await_proof(self) -> None:
        """Both chains are whole and go back to one beginning; in time they list every file."""
        reports: list[Report] = []

        def lists_all() -> bool:
            reports.append(self._report())
            return not reports[-1].unlisted

        until(lists_all, "every log file is in a digest")
        report = reports[-1]
        assert report.is_whole, report.findings
        assert len(report.chains) == len(BUCKETS)
        for chain in report.chains:
            assert (chain.gaps, chain.unproven) == ([], [])

    def _report(self) -> Report:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            tree = Tree(f"s3://{bucket}/" for bucket in BUCKETS.values())
            return Verification(
                tree,
                lambda chains, since: ask_public_keys({REGION}, since, since.replace(year=9000)),
                "api",
                Span(),
            ).run()

    def _role(self) -> str:
        trust = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
        may = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
        iam = self.client("iam")
        arn: str = iam.create_role(
            RoleName="delivery", AssumeRolePolicyDocument=_policy({**trust, "Action": "sts:*"})
        )["Role"]["Arn"]
        iam.put_role_policy(RoleName="delivery", PolicyName="logs", PolicyDocument=_policy(may))
        return arn


def _policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _bucket_policy(bucket: str) -> str:
    anyone = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    return _policy(
        {**anyone, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{bucket}"},
        {**anyone, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"},
    )
