"""The server: prepares the data folder, runs the three roles, says when it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import signal
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
import structlog
from pydantic import SecretStr

from lading.audit.steps import KILL_VARIABLE
from lading.folders import DataFolder
from lading.pure.certificates.pair import BadPair
from lading.server.analytics_access import analytics_access
from lading.server.certificates import Certificates, PairFiles
from lading.server.control import ControlUnavailable, ask
from lading.server.listening import reachable_host
from lading.server.preparation import Ready, StartRefused, prepared
from lading.server.process import PARENT_VARIABLE
from lading.server.supervisor import Role, Supervisor
from lading.settings import Settings

_LOG = structlog.get_logger("server")

_ASK_SECONDS: Final = 2.0
_MARGIN_SECONDS: Final = 5.0
_PREFIX: Final = "LADING_"
_STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def serve(settings: Settings) -> int:
    """Run a server until it is told to stop; return the exit code. Raises `StartRefused`."""
    with prepared(settings) as ready:
        return asyncio.run(_serve(ready))


async def _serve(ready: Ready) -> int:
    settings = ready.settings
    environment = child_environment(settings, os.environ)
    certificates = _certificates(settings)
    if certificates is not None:
        environment |= certificates.environment
    supervisor = Supervisor(
        roles(settings),
        ready.folder.roles,
        environment,
        back_off_seconds_max=settings.restart_seconds_max,
    )
    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, supervisor.stop)
    if settings.sandbox:
        _LOG.warning("sandbox", meaning="any signature is accepted; listening on loopback only")

    def announce() -> None:
        with contextlib.suppress(BrokenPipeError):
            print(ready_line(settings), flush=True)
        _LOG.info("ready", url=settings.url, data=str(settings.data), region=settings.region)

    async with _watched(certificates, supervisor):
        return await supervisor.run(announce)


def _certificates(settings: Settings) -> Certificates | None:
    """Return the certificate to begin with, if there is one. Raises `StartRefused`."""
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    files = PairFiles(settings.tls_cert.absolute(), settings.tls_key.absolute())
    try:
        return Certificates(files, DataFolder(settings.data).certificates_in_use)
    except BadPair as error:
        raise StartRefused(f"--tls-cert, --tls-key: {error}") from error


@contextlib.asynccontextmanager
async def _watched(
    certificates: Certificates | None, supervisor: Supervisor
) -> AsyncIterator[None]:
    """Have the front renewed whenever there is another certificate."""
    if certificates is None:
        yield
        return
    watching = asyncio.create_task(certificates.watch(partial(supervisor.renew, "front")))
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


def ready_line(settings: Settings) -> str:
    """Return what is printed when the server can be used."""
    scheme = "https" if settings.tls_cert else "http"
    note = " (sandbox: any signature is accepted, loopback only)" if settings.sandbox else ""
    return f"ready {scheme}://{settings.listen}{note}"


def roles(settings: Settings) -> tuple[Role, ...]:
    """Return the roles of a server in the order of their start; the front is the last."""
    embedded = Role("analytics", _module("analytics"), lambda: _analytics_answers(settings), 30.0)
    stop_seconds = settings.stop_seconds + _MARGIN_SECONDS
    return (
        *(() if settings.analytics_url else (embedded,)),
        Role("clerk", _module("clerk"), lambda: _clerk_answers(settings), stop_seconds),
        Role(
            "front",
            _module("front"),
            lambda: _front_answer(settings)[0] == 200,
            stop_seconds,
            answering=lambda: _front_answer(settings)[1].get("answered_by"),
        ),
    )


def child_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the roles: the settings, but never root's secret."""
    kept = {name: value for name, value in environment.items() if not name.startswith(_PREFIX)}
    for name in Settings.model_fields:
        value = getattr(settings, name)
        if value is not None and not isinstance(value, SecretStr):
            kept[f"{_PREFIX}{name.upper()}"] = _text(value)
    if KILL_VARIABLE in environment:
        kept[KILL_VARIABLE] = environment[KILL_VARIABLE]
    kept[PARENT_VARIABLE] = str(os.getpid())
    kept["PROMETHEUS_MULTIPROC_DIR"] = str(DataFolder(settings.data).metrics)
    return kept


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _module(name: str) -> tuple[str, ...]:
    """Return the command of a role; the folder it is started in is no source of code (-P)."""
    return (sys.executable, "-P", "-m", f"lading.server.{name}")


def _analytics_answers(settings: Settings) -> bool:
    port = urlsplit(analytics_access(settings).url).port
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ASK_SECONDS)
    return _answer_of(connection, "/ping")[0] == 200


def _front_answer(settings: Settings) -> tuple[int, dict[str, Any]]:
    """Return the status and the state that the front answers; 0 and nothing if it does not."""
    host, port = settings.host_and_port
    host = reachable_host(host)
    if settings.tls_cert is None:
        connection = http.client.HTTPConnection(host, port, timeout=_ASK_SECONDS)
    else:
        # Our own port on our own machine, and the name in the certificate is the outside's.
        context = ssl._create_unverified_context()  # noqa: S323
        connection = http.client.HTTPSConnection(host, port, timeout=_ASK_SECONDS, context=context)
    status, body = _answer_of(connection, "/healthz")
    return status, orjson.loads(body) if body else {}


def _answer_of(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """Return an answer's status, 0 if there is none, and its body."""
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _clerk_answers(settings: Settings) -> bool:
    try:
        answer = ask(DataFolder(settings.data).clerk_socket, {"do": "status"}, _ASK_SECONDS)
    except ControlUnavailable:
        return False
    return all(follower["ready"] for follower in answer.get("followers", [])) and (
        "followers" in answer
    )
