"""A long event history, made by the analytics store itself: 250,000 records a statement.

The records are pulls by 500 users of 500 repositories over the last 89 days, in the order of
time. What LookupEvents searches by is in columns, as the followers would have put it there.
"""

from __future__ import annotations

import time
from typing import Final

from bench.servers import Lading
from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.server.analytics_access import analytics_access
from lading.services.cloudtrail.history_schema import (
    BY_RESOURCE,
    BY_USER,
    EVENT_COLUMNS,
    EVENTS,
    RESOURCE_COLUMNS,
    USER_COLUMNS,
)
from lading.settings import Settings

USERS: Final = 500
REPOSITORIES: Final = 500
_SPAN_SECONDS: Final = 89 * 86_400
_STATEMENT_ROWS: Final = 250_000
_ANSWER_SECONDS: Final = 300


def user_name(number: int) -> str:
    """Return the name of a user."""
    return f"user-{number}"


def repository_name(number: int) -> str:
    """Return the name of a repository."""
    return f"team-{number % 50}/service-{number}"


_TABLES: Final = {EVENTS: EVENT_COLUMNS, BY_USER: USER_COLUMNS, BY_RESOURCE: RESOURCE_COLUMNS}

_RECORD: Final = """concat(
    '{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDAQ3EGRTZ2T6EXAMPLE"',
    ',"arn":"arn:aws:iam::', account, ':user/', username, '","accountId":"', account,
    '","accessKeyId":"', access_key_id, '","userName":"', username, '"},"eventTime":"',
    formatDateTime(event_time, '%Y-%m-%dT%H:%i:%SZ', 'UTC'),
    '","eventSource":"ecr.amazonaws.com","eventName":"BatchGetImage","awsRegion":"', region,
    '","sourceIPAddress":"10.', toString(u % 250), '.', toString(n % 250),
    '.7","userAgent":"docker/29.1.3 go/go1.25.5 git-commit/fbf3ed2 kernel/6.12 os/linux',
    ' arch/amd64 UpstreamClient(Docker-Client/29.1.3)","requestParameters":{"registryId":"',
    account, '","repositoryName":"', resource_key, '","imageIds":[{"imageTag":"v', toString(n),
    '"}],"acceptedMediaTypes":["application/vnd.oci.image.manifest.v1+json"]},',
    '"responseElements":null,"requestID":"', event_id, '","eventID":"', event_id,
    '","readOnly":true,"resources":[{"ARN":"', resource_names[1], '","accountId":"', account,
    '"}],"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"', account,
    '","eventCategory":"Management"}')"""

_ROWS: Final = f"""
WITH
    number + {{first:UInt64}} AS n,
    cityHash64(n) AS h,
    h % {USERS} AS u,
    intDiv(h, 7919) % {REPOSITORIES} AS r,
    {{begin:UInt64}} + intDiv(n * {_SPAN_SECONDS}, {{total:UInt64}}) AS second,
    hex(toUInt64(second * 1000 + n % 1000)) AS stamp
SELECT
    {{account:String}} AS account, {{region:String}} AS region, true AS management,
    toDateTime(second, 'UTC') AS event_time,
    lower(concat(substring(stamp, 5, 8), '-', substring(stamp, 13, 4), '-7',
        substring(hex(h), 1, 3), '-8', substring(hex(h), 4, 3), '-', leftPad(hex(n), 12, '0')))
        AS event_id,
    'BatchGetImage' AS event_name, 'ecr.amazonaws.com' AS event_source, 'true' AS read_only,
    concat('user-', toString(u)) AS username,
    concat('AKIAQ3EGRTZ2', leftPad(toString(u), 8, '0')) AS access_key_id,
    concat('team-', toString(r % 50), '/service-', toString(r)) AS resource_key,
    [concat('arn:aws:ecr:', region, ':', account, ':repository/', resource_key)] AS resource_names,
    [''] AS resource_types,
    {_RECORD} AS record
FROM numbers({{rows:UInt64}})"""


def fill(server: Lading, account: str, region: str, first: int, total: int) -> float:
    """Add records number `first` to `total` of a history of `total`; return the seconds it took."""
    access = analytics_access(Settings(data=server.folder))
    store = ClickHouseAnalytics(
        access.url, access.user, access.secret, answer_seconds=_ANSWER_SECONDS
    )
    began, begin = time.monotonic(), int(time.time()) - _SPAN_SECONDS - 3600
    try:
        for start in range(first, total, _STATEMENT_ROWS):
            values: dict[str, object] = {
                "first": start,
                "rows": min(_STATEMENT_ROWS, total - start),
                "total": total,
                "begin": begin,
                "account": account,
                "region": region,
            }
            for table, columns in _TABLES.items():
                names = ", ".join(columns)
                sql = f"INSERT INTO {table} ({names}) SELECT {names} FROM ({_ROWS})"
                store.command(sql, values)
    finally:
        store.close()
    return time.monotonic() - began
