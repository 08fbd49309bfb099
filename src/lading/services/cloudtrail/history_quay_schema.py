"""The quay of an import: a table in memory where the engine itself reads a batch of records.

The engine reads JSON some ten times as fast as Python makes rows of it, so it derives the columns
of the plain records here. The rules are those of `history_row`, and `row_of` stays the judge: a
record whose members have any but the plainest shape is `odd`, and Python has to look at it. A test
compares both on real records and on strange ones.

A log file goes into a table that keeps nothing; a view on it cuts the file into its records, each
with the very text it had, and reads them. Lines of records have such a table, too.
"""

from __future__ import annotations

from typing import Final

QUAYS: Final = 2
"""One is filled while the other is stored."""
RECORD_BYTES_MAX: Final = 1 << 20
"""CloudTrail's own limit is 256 KB, 1 MB where a store asks for it (User Guide, quotas)."""

MARK: Final = '{"lading":"%s"}'
"""A record of ours behind each file: a file that swallowed what follows swallowed this, too."""

_MEMBERS: Final = """Tuple(
    eventID Nullable(String), eventTime Nullable(String), eventName Nullable(String),
    eventSource Nullable(String), awsRegion Nullable(String), recipientAccountId Nullable(String),
    readOnly Nullable(String), eventCategory Nullable(String), managementEvent Nullable(String),
    userIdentity Tuple(type Nullable(String), principalId Nullable(String), arn Nullable(String),
        accountId Nullable(String), accessKeyId Nullable(String), userName Nullable(String)),
    resources Nullable(String))"""
_RESOURCES: Final = "Array(Tuple(ARN Nullable(String), type Nullable(String)))"


def _member(name: str) -> str:
    of = "m"
    for part in name.split("."):
        of = f"tupleElement({of}, '{part}')"
    return of


def _text(member: str) -> str:
    return f"ifNull({_member(member)}, '')"


_TYPE: Final = _text("userIdentity.type")
_FOUND: Final = _text("resources")


_ARN: Final = _text("userIdentity.arn")
_PRINCIPAL: Final = _text("userIdentity.principalId")
_AFTER: Final = "if(position({0}, '{1}') > 0, arrayElement(splitByChar('{1}', {0}), -1), '')"
_SESSION: Final = _AFTER.format(_PRINCIPAL, ":")
_SESSION_BY_ARN: Final = _AFTER.format(_ARN, "/")
_USERNAME: Final = f"""multiIf(
        {_TYPE} = 'Root', 'root',
        {_TYPE} IN ('AssumedRole', 'FederatedUser'),
            if({_SESSION} != '', {_SESSION}, {_SESSION_BY_ARN}),
        {_TYPE} IN ('IAMUser', 'WebIdentityUser', 'SAMLUser', 'Directory', 'Unknown'),
            {_text("userIdentity.userName")},
        '')"""
_KEY: Final = (
    "if(position(name, ':ecr:') = 0, name, ifNull(nullIf(extract(name,"
    " '^arn:[^:]+:ecr:[^:]*:[^:]*:repository/([^\\\\n]+)$'), ''), name))"
)
_SECOND: Final = f"parseDateTimeBestEffortOrNull({_text('eventTime')}, 'UTC')"

_NAMES: Final = (
    "eventName",
    "eventSource",
    "awsRegion",
    "userIdentity.type",
    "userIdentity.arn",
    "userIdentity.accessKeyId",
    "userIdentity.userName",
)
_NUMBERS: Final = ("recipientAccountId", "userIdentity.accountId", "userIdentity.principalId")


def _unlike_name(value: str) -> str:
    """Return the condition that what looks like text may have been no string in the JSON.

    Numbers, lists, objects and truth values come as text, too; they begin with what is left of ':'
    in ASCII, or with a bracket.
    """
    return f"{value} IN ('true', 'false') OR ({value} < ':' AND {value} != '')" + (
        f" OR ascii({value}) IN (91, 123)"
    )


def _unlike_number(value: str) -> str:
    """Return the same, but a whole number is welcome: it reads the same without its quotes."""
    return f"({_unlike_name(value)}) AND NOT match({value}, '^[1-9][0-9]{{0,14}}$|^0[0-9]+$')"


_UUID: Final = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_ODD: Final = " OR ".join(
    (
        f"NOT match({_text('eventID')}, '{_UUID}')",
        f"isNull({_SECOND})",
        f"formatDateTime(ifNull({_SECOND}, toDateTime(0, 'UTC')), '%FT%TZ', 'UTC')"
        f" != {_text('eventTime')}",
        f"{_text('eventTime')} >= '2106'",
        *(f"({_unlike_name(_text(member))})" for member in _NAMES),
        *(f"({_unlike_number(_text(member))})" for member in _NUMBERS),
        f"{_text('readOnly')} NOT IN ('', 'true', 'false')",
        f"ifNull({_member('readOnly')} = '', false)",
        f"(isNull({_member('eventCategory')}) AND {_text('managementEvent')} NOT IN ('', 'true'))",
        """position(record, '"userIdentity":{') = 0""",
        f"""(isNotNull({_member("resources")}) AND (position(record, '"resources":[') = 0
            OR countSubstrings({_FOUND}, '"ARN":') != length(found)
            OR arrayExists(one -> NOT startsWith(ifNull(one.1, ''), 'arn:')
                OR NOT match(ifNull(one.2, 'A'), '^[A-Z]'), found)))""",
        f"length(record) > {RECORD_BYTES_MAX}",
    )
)

_COLUMNS: Final = {
    "account": (
        "LowCardinality(String)",
        f"if({_text('recipientAccountId')} != '', {_text('recipientAccountId')},"
        f" {_text('userIdentity.accountId')})",
    ),
    "region": ("LowCardinality(String)", _text("awsRegion")),
    "management": ("Bool", f"ifNull({_member('eventCategory')}, 'Management') = 'Management'"),
    "event_time": ("DateTime('UTC')", f"ifNull({_SECOND}, toDateTime(0, 'UTC'))"),
    "event_id": ("String", _text("eventID")),
    "event_name": ("LowCardinality(String)", _text("eventName")),
    "event_source": ("LowCardinality(String)", _text("eventSource")),
    "read_only": ("LowCardinality(String)", _text("readOnly")),
    "username": ("String", _USERNAME),
    "access_key_id": ("String", _text("userIdentity.accessKeyId")),
    "resource_names": ("Array(String)", "arrayMap(one -> ifNull(one.1, ''), found)"),
    "resource_types": (
        "Array(LowCardinality(String))",
        "arrayMap(one -> ifNull(one.2, ''), found)",
    ),
    "resource_keys": (
        "Array(String)",
        "arraySlice(arraySort(arrayDistinct(arrayMap("
        f"name -> {_KEY}, arrayMap(one -> ifNull(one.1, ''), found)))), 1, 100)",
    ),
    "category": ("LowCardinality(String)", _text("eventCategory")),
    "odd": ("Bool", _ODD),
}
"""Column -> its type, and what it is of the members `m` and the resources `found`."""

ROW_COLUMNS: Final = ("record", *_COLUMNS)
"""What is given of a record that Python read."""


def quay(number: int) -> str:
    """Return the name of a quay."""
    return f"import_quay_{number}"


def documents(number: int) -> str:
    """Return the name of the table that log files are put into."""
    return f"import_documents_{number}"


def lines(number: int) -> str:
    """Return the name of the table that records are put into, one by one."""
    return f"import_lines_{number}"


def _view(table: str) -> str:
    return f"{table}_view"


_CUT: Final = "(SELECT arrayJoin(Records) AS record FROM {0})"
_READ: Final = """
WITH JSONExtract(record, '{members}') AS m,
    JSONExtract({found}, '{resources}') AS found
SELECT record,
    {columns}
FROM {{0}}"""
_READING: Final = _READ.format(
    members=_MEMBERS,
    found=_FOUND,
    resources=_RESOURCES,
    columns=",\n    ".join(
        f"{of} AS {name}".replace("{", "{{").replace("}", "}}")
        for name, (_, of) in _COLUMNS.items()
    ),
)


def statements_to_make(number: int) -> tuple[str, ...]:
    """Return what makes a quay that is not there."""
    columns = ",\n    ".join(f"{name} {kind}" for name, (kind, _) in _COLUMNS.items())
    return (
        f"CREATE TABLE {quay(number)} (\n    record String,\n    {columns}\n) ENGINE = Memory",
        f"CREATE TABLE {documents(number)} (Records Array(String) DEFAULT ['']) ENGINE = Null",
        f"CREATE TABLE {lines(number)} (record String) ENGINE = Null",
        f"CREATE MATERIALIZED VIEW {_view(documents(number))} TO {quay(number)}"
        f" AS {_READING.format(_CUT.format(documents(number)))}",
        f"CREATE MATERIALIZED VIEW {_view(lines(number))} TO {quay(number)}"
        f" AS {_READING.format(lines(number))}",
    )


def statements_to_drop(number: int) -> tuple[str, ...]:
    """Return what removes a quay, whole or in part, with what is in it."""
    ways = (documents(number), lines(number))
    return (
        *(f"DROP VIEW IF EXISTS {_view(way)}" for way in ways),
        *(f"DROP TABLE IF EXISTS {way}" for way in ways),
        f"DROP TABLE IF EXISTS {quay(number)}",
    )
