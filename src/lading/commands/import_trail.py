"""`lading import`: CloudTrail log files of elsewhere, into the event history."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lading.commands.options import DataOption, refuse, settings_of_server
from lading.folders import DataFolder

if TYPE_CHECKING:
    from lading.importing.act import Act, Status
    from lading.importing.files import Listing
    from lading.importing.run import Also
    from lading.importing.tally import Tally
    from lading.ports import DocumentAnalytics
    from lading.pure.digests.proof import PublicKeys
    from lading.settings import Settings

_EXIT_INCOMPLETE: Final = 1
_EXIT_INTERRUPTED: Final = 130
_FLUSH_SECONDS: Final = 60.0
_KEYS_BYTES_MAX: Final = 16 << 20


class Format(StrEnum):
    """How the summary is printed."""

    TABLE = "table"
    JSON = "json"


SourcesArgument = Annotated[
    list[str],
    typer.Argument(metavar="SOURCE...", help="Files, folders, or s3://BUCKET/PREFIX."),
]
LogGroupOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Also into this log group, at the events' own times."),
]
KeysOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="What `aws cloudtrail list-public-keys` printed: digests are proven."
    ),
]
LimitOption = Annotated[
    int, typer.Option(min=1024, help="Largest content of one file, when it is unpacked.")
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Also files that an earlier import has read.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="For people, or for programs.")]


def import_trail(
    sources: SourcesArgument,
    data: DataOption = None,
    log_group: LogGroupOption = None,
    public_keys: KeysOption = None,
    file_bytes_max: LimitOption = 1 << 30,
    again: AgainOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Bring CloudTrail log files into the event history of the server that runs.

    Files hold {"Records": [...]} or records one behind another, gzip or not, of any AWS service.
    Records stay under their own account and Region; each is stored once, by its event id. Where
    digest files lie beside the log files, these must be what the digests say. A bucket is read
    with the environment's AWS credentials and endpoint. Begin and end of an import are on record.

    Ended before its time, it goes on where it was when run again.

    Exit code 0: the history has all records that belong in it. 1: something was left out, and the
    summary says what and why. 2: it could not begin. 130: interrupted.
    """
    settings = settings_of_server(data=data)
    folder = DataFolder(settings.data)
    with _alone(folder), _store(settings) as analytics:
        _run(
            settings,
            analytics,
            sources,
            log_group=log_group,
            keys=_keys(public_keys),
            file_bytes_max=file_bytes_max,
            again=again,
            form=form,
        )


def _run(
    settings: Settings,
    analytics: DocumentAnalytics,
    sources: Sequence[str],
    *,
    log_group: str | None,
    keys: PublicKeys | None,
    file_bytes_max: int,
    again: bool,
    form: Format,
) -> None:
    from lading.commands.import_print import print_summary, progress_of
    from lading.importing.digest_check import hashes_of
    from lading.importing.done_files import DoneFiles
    from lading.importing.log_group import StreamMissing
    from lading.importing.run import Import, StoreGone, Wanted
    from lading.importing.tally import Tally
    from lading.inside import InsideUnavailable
    from lading.operation import ServiceError
    from lading.ports import AnalyticsUnavailable
    from lading.services.cloudtrail.history_quay import drop_quays, make_quays

    folder, tally = DataFolder(settings.data), Tally()
    named = [_absolute(source) for source in sources]
    if log_group is not None and not _has_group(settings, log_group):
        raise refuse(f"account {settings.account} has no log group {log_group}")
    days = _history_days(folder, analytics)
    found = _listing(named, tally)
    done = DoneFiles(folder.imports, [*named, log_group or ""])
    done.forget() if again else done.read()
    act = _act(settings, done.import_id, named, log_group)
    hashes = hashes_of(found.digests, found.logs, keys, tally)
    wanted = Wanted(found.logs, hashes, datetime.now(UTC) - timedelta(days=days), file_bytes_max)
    _begin(act, tally)
    status: Status = "FAILED"
    try:
        with progress_of(tally), _log_group(settings, analytics, act) as also:
            Import(analytics, make_quays(analytics), tally, done, wanted, also).run()
            status = "COMPLETED"
    except KeyboardInterrupt:
        status = "STOPPED"
    except StoreGone as error:
        typer.echo(f"lading: the analytics store is gone ({error}); run it again", err=True)
    except (ServiceError, InsideUnavailable, StreamMissing) as error:
        typer.echo(f"lading: the log group takes no more ({error}); run it again", err=True)
    finally:
        _end(act, status, tally)
    with suppress(AnalyticsUnavailable):
        drop_quays(analytics)
    print_summary(tally, form, days, sys.stdout)
    if status == "STOPPED":
        raise typer.Exit(_EXIT_INTERRUPTED)
    if status != "COMPLETED" or tally.incomplete:
        raise typer.Exit(_EXIT_INCOMPLETE)


@contextmanager
def _alone(folder: DataFolder) -> Iterator[None]:
    """Hold the lock of imports into this data folder."""
    try:
        folder.imports.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(folder.imports / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise refuse(f"{folder.imports}: {error.strerror}: is this the data folder?") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise refuse("another import is running") from None
    finally:
        os.close(descriptor)


@contextmanager
def _store(settings: Settings) -> Iterator[DocumentAnalytics]:
    from lading.adapters.clickhouse import ClickHouseAnalytics
    from lading.ports import AnalyticsUnavailable, QueryError
    from lading.server.analytics_access import analytics_access

    try:
        access = analytics_access(settings)
    except AnalyticsUnavailable as error:
        raise refuse(f"{error}: is the server running?") from None
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    try:
        yield analytics
    except (AnalyticsUnavailable, QueryError) as error:
        raise refuse(f"the analytics store does not answer: {error}") from None
    finally:
        analytics.close()


def _keys(path: Path | None) -> PublicKeys | None:
    from lading.pure.digests.proof import KeysRefused, read_public_keys

    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return read_public_keys(file.read(_KEYS_BYTES_MAX))
    except OSError as error:
        raise refuse(f"{path}: {error.strerror}") from None
    except KeysRefused as error:
        raise refuse(f"{path}: {error}") from None


def _absolute(source: str) -> str:
    """Return a name that means the same from any folder."""
    from lading.importing.buckets import is_bucket

    return source if is_bucket(source) else str(Path(source).absolute())


def _history_days(folder: DataFolder, analytics: DocumentAnalytics) -> int:
    """Return how long the history keeps events, once it has all that was recorded before now.

    So a record of our own that comes back in a log file is found to be there.
    """
    from lading.server.control import ControlUnavailable, ask
    from lading.services.cloudtrail.history_schema import retention_days

    try:
        answer = ask(
            folder.clerk_socket, {"do": "flush", "seconds": _FLUSH_SECONDS}, 2 * _FLUSH_SECONDS
        )
    except ControlUnavailable as error:
        raise refuse(f"no clerk answers ({error}): is the server running?") from None
    days = retention_days(analytics)
    if not answer.get("followed") or days is None:
        raise refuse("the history is behind what is recorded: try again in a minute")
    return days


def _listing(sources: Sequence[str], tally: Tally) -> Listing:
    """Return what is to be read; what is passed over is counted."""
    from lading.importing import buckets, folders
    from lading.importing.files import CannotRead, SourceFile, listing

    files: list[tuple[SourceFile, bool]] = []
    others: list[tuple[str, str]] = []
    for source in sources:
        of_source = (
            buckets.files_of(source)
            if buckets.is_bucket(source)
            else folders.files_of(Path(source))
        )
        try:
            for name, what in of_source:
                if isinstance(name, SourceFile):
                    files.append((name, bool(what)))
                else:
                    others.append((name, str(what)))
        except CannotRead as error:
            raise refuse(f"{source}: {error}") from None
    try:
        found = listing(files, others)
    except CannotRead as error:
        raise refuse(str(error)) from None
    for name, reason in found.others:
        tally.skip_file(name, reason, harmless=reason.startswith("not a log file"))
    tally.files, tally.bytes = len(found.logs), sum(file.size_bytes for file in found.logs)
    return found


def _act(settings: Settings, import_id: str, sources: Sequence[str], log_group: str | None) -> Act:
    from lading.importing.act import Act
    from lading.server.inside import ask_inside

    ask = partial(ask_inside, DataFolder(settings.data))
    return Act(ask, settings.account, settings.region, import_id, sources, log_group)


def _begin(act: Act, tally: Tally) -> None:
    from lading.inside import InsideUnavailable
    from lading.operation import ServiceError

    try:
        act.begin(tally)
    except (InsideUnavailable, ServiceError) as error:
        raise refuse(f"the import cannot be put on record ({error})") from None


def _end(act: Act, status: Status, tally: Tally) -> None:
    from lading.inside import InsideUnavailable
    from lading.operation import ServiceError

    try:
        act.end(status, tally)
    except (InsideUnavailable, ServiceError) as error:
        typer.echo(f"lading: the end of the import is not on record ({error})", err=True)
        tally.incomplete = True


def _has_group(settings: Settings, name: str) -> bool:
    from lading.adapters.sqlite import SqliteDatabase, database_path
    from lading.importing.log_group import has_group

    database = SqliteDatabase(database_path(settings.data), read_only=True)
    try:
        return database.read(lambda tx: has_group(tx, settings.account, settings.region, name))
    finally:
        database.close()


@contextmanager
def _log_group(settings: Settings, analytics: DocumentAnalytics, act: Act) -> Iterator[Also | None]:
    from lading.adapters.sqlite import SqliteDatabase, database_path
    from lading.importing.log_group import ImportedEvents

    if act.log_group is None:
        yield None
        return
    database = SqliteDatabase(database_path(settings.data), read_only=True)
    try:
        yield ImportedEvents(
            analytics,
            database,
            act.ask,
            account=act.account,
            region=act.region,
            group=act.log_group,
        )
    finally:
        database.close()
