"""The server's certificate: whether it fits, lasts, covers the right names, has a private key."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from lading.commands.checks.finding import Finding, ok, problem, warning
from lading.pure.certificates.names import covers
from lading.pure.certificates.pair import BadPair, Pair
from lading.server.certificates import PairFiles
from lading.server.listening import is_loopback
from lading.settings import Settings

_AREA: Final = "certificate"
_ENDING: Final = timedelta(days=30)
_RENEW: Final = "renew it (`lading tls create`, if it made it); the server takes it by itself"


def check_certificate(settings: Settings) -> list[Finding]:
    """Check the certificate that the server was given, or the lack of one."""
    if settings.tls_cert is None or settings.tls_key is None:
        return [_without(settings)]
    files = PairFiles(settings.tls_cert, settings.tls_key)
    try:
        pair = files.read()
    except BadPair as error:
        text = f"{error}; a server that runs keeps the last good one"
        return [problem(_AREA, text, "put a whole pair of files there: `lading tls show`")]
    found = [
        _lasting(pair, datetime.now(UTC)),
        _covering(pair, settings),
        _key_private(files),
    ]
    return [one for one in found if one is not None] or [
        ok(_AREA, f"for {', '.join(pair.names)} until {pair.ends:%Y-%m-%d}")
    ]


def _without(settings: Settings) -> Finding:
    secure = settings.url.startswith("https://")
    if secure or is_loopback(settings.host_and_port[0]):
        return ok(_AREA, "none here: plain HTTP, as a proxy or this machine itself uses it")
    text = f"none, and {settings.listen} is open to the network: passwords travel in clear"
    return warning(_AREA, text, "`lading tls create` makes one and says what to do with it")


def _lasting(pair: Pair, now: datetime) -> Finding | None:
    if not pair.is_of_its_time(now):
        begins = pair.leaf.not_valid_before_utc
        text = f"it is valid from {begins:%Y-%m-%d %H:%M} to {pair.ends:%Y-%m-%d %H:%M} UTC only"
        return problem(_AREA, text, _RENEW)
    if pair.ends - now < _ENDING:
        return warning(_AREA, f"it ends at {pair.ends:%Y-%m-%d %H:%M} UTC", _RENEW)
    return None


def _covering(pair: Pair, settings: Settings) -> Finding | None:
    """Look for the external URL's host, and one of the registries' host names."""
    wanted = []
    if settings.external_url:
        wanted.append(urlsplit(settings.url).hostname or "")
    if settings.registry_domain:
        account, region = settings.account, settings.region
        wanted.append(f"{account}.dkr.ecr.{region}.{settings.registry_domain}")
    missing = [host for host in wanted if not covers(pair.names, host)]
    if not missing:
        return None
    advice = f"get one that does, as by `lading tls create --name {missing[0]}`"
    return warning(_AREA, f"it does not cover {', '.join(missing)}", advice)


def _key_private(files: PairFiles) -> Finding | None:
    mode = files.key_mode()
    if not mode & 0o077:
        return None
    # A group of its own for those who may read keys is how Debian does it (ssl-cert).
    if not mode & 0o007 and files.key.stat().st_uid != os.geteuid():
        return None
    return warning(_AREA, f"{files.key} has mode {mode:o}: others may read it", "chmod 600")
