"""`lading verify`: whether what trails have delivered is all there, and as it was."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lading.commands.events_question import BadTime, parse_time
from lading.commands.options import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lading.pure.digests.names import ChainName
    from lading.pure.digests.proof import PublicKeys
    from lading.verifying.report import Keys
    from lading.verifying.run import KeysOf, Span
    from lading.verifying.tree import Tree

_EXIT_NOT_WHOLE: Final = 1
_EXIT_INTERRUPTED: Final = 130
_KEYS_BYTES_MAX: Final = 16 << 20
_KEYS_FOR: Final = timedelta(hours=2)
"""A digest is signed after the end of its time; the AWS CLI asks so far, too."""

SourcesArgument = Annotated[
    list[str], typer.Argument(metavar="SOURCE...", help="Folders, or s3://BUCKET/PREFIX.")
]
KeysOption = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="FILE",
        help="What `aws cloudtrail list-public-keys` printed; one for each Region, for example.",
    ),
]
AskOption = Annotated[
    bool | None,
    typer.Option(
        "--ask-keys/--no-ask-keys",
        help="Ask ListPublicKeys for the keys. By default where a source is a bucket.",
        show_default=False,
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Digests that end at or after a time, or a span ago: 7d."),
]
UntilOption = Annotated[
    str | None, typer.Option(metavar="TIME", help="What was delivered until a time.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result for programs.")]


def verify(
    sources: SourcesArgument,
    public_keys: KeysOption = None,
    ask_keys: AskOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the log files and digests of trails, those that AWS has written as well.

    Every chain of digests below the sources is checked, of all accounts, Regions and trails, and
    every log file they list: what is missing, moved, altered or unreadable is named. Log files in
    no digest are counted, and are no error: they wait for the next one, or validation was off.

    Signatures need the public keys: --public-keys, or --ask-keys with the endpoint and the
    credentials of the environment (`lading env` prints them). Without keys only hashes and links
    are checked, which whoever can write digests could have made anew. A bucket is read with the
    same endpoint and credentials. On a disk the newest digest has no signature: it is said.

    Exit code 0: all that digests speak of is there, as it was. 1: it is not, or something could not
    be read. 2: nothing could be checked. 130: interrupted.
    """
    now = datetime.now(UTC)
    span = _span(since, until, now)
    tree = _tree(sources)
    if not tree.digests:
        raise refuse(f"there is no digest file in {' '.join(sources)}: nothing can be checked")
    source, keys_of = _keys(tree, public_keys or [], ask_keys, sources, now)
    _run(tree, keys_of, source, span, as_json=as_json)


def _run(tree: Tree, keys_of: KeysOf | None, source: Keys, span: Span, *, as_json: bool) -> None:
    from lading.commands.verify_print import print_report, progress_of
    from lading.verifying.keys import KeysUnknown
    from lading.verifying.run import Verification

    verification = Verification(tree, keys_of, source, span)
    try:
        with progress_of(verification.report):
            report = verification.run()
    except KeysUnknown as error:
        raise refuse(f"{error} (--no-ask-keys checks without signatures)") from None
    except KeyboardInterrupt:
        raise typer.Exit(_EXIT_INTERRUPTED) from None
    if not report.chains:
        raise refuse("no digest file is of that time: nothing can be checked")
    print_report(report, sys.stdout, as_json=as_json)
    if not report.is_whole:
        raise typer.Exit(_EXIT_NOT_WHOLE)


def _span(since: str | None, until: str | None, now: datetime) -> Span:
    from lading.verifying.run import Span

    try:
        return Span(
            since=None if since is None else parse_time(since, now),
            until=None if until is None else parse_time(until, now),
        )
    except BadTime as error:
        raise refuse(str(error)) from None


def _tree(sources: Sequence[str]) -> Tree:
    from lading.importing.buckets import is_bucket
    from lading.importing.files import CannotRead
    from lading.verifying.tree import Tree

    named = [one if is_bucket(one) else str(Path(one).absolute()) for one in sources]
    try:
        return Tree(named)
    except CannotRead as error:
        raise refuse(f"{' '.join(sources)}: {error}") from None


def _keys(
    tree: Tree, files: Sequence[Path], ask: bool | None, sources: Sequence[str], now: datetime
) -> tuple[Keys, KeysOf | None]:
    """Return where the public keys are from, and what gives them."""
    from lading.importing.buckets import is_bucket
    from lading.verifying.keys import ask_public_keys

    if files:
        keys = _keys_in(files)
        return "file", lambda chains, since: keys
    if ask is None:
        ask = any(map(is_bucket, sources))
    if not ask:
        return "none", None

    def asked(chains: set[ChainName], since: datetime) -> PublicKeys:
        return ask_public_keys({one.region for one in chains}, since, now + _KEYS_FOR)

    return "api", asked


def _keys_in(files: Sequence[Path]) -> PublicKeys:
    from lading.pure.digests.proof import KeysRefused, read_public_keys

    keys: PublicKeys = {}
    for path in files:
        try:
            with path.open("rb") as file:
                keys = {**keys, **read_public_keys(file.read(_KEYS_BYTES_MAX))}
        except OSError as error:
            raise refuse(f"{path}: {error.strerror}") from None
        except KeysRefused as error:
            raise refuse(f"{path}: {error}") from None
    return keys
