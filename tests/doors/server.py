"""A real `lading serve` in a process of its own, and the ways its users reach it."""

from __future__ import annotations

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from lading.folders import DataFolder
from lading.server.control import ask

from .registry import Registry
from .signed_request import Reply, SignedRequest

ACCOUNT = "123456789012"
REGION = "us-east-2"
ROOT_KEY_ID = "AKIAROOTROOTROOTROOT"
ROOT_SECRET = "root-secret-of-this-test-run-0000000000"
ALLOW_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}

_START_SECONDS = 60.0
_STOP_SECONDS = 60.0
_FLUSH_SECONDS = 60.0
_SETTINGS = {
    "account": ACCOUNT,
    "region": REGION,
    "root_access_key_id": ROOT_KEY_ID,
    "root_secret_access_key": ROOT_SECRET,
    "disk_reserve_bytes": "1",
    "disk_floor_bytes": "1",
    "log_format": "json",
    "stop_seconds": "5",
}
_numbers = count(1)


def unique(stem: str) -> str:
    """Return a name that no other test of this run has."""
    return f"{stem}-{next(_numbers)}"


@dataclass(frozen=True)
class Person:
    """An IAM user with an access key."""

    name: str
    user_id: str
    arn: str
    key_id: str
    secret: str


@dataclass
class Server:
    """A running server; `errors_expected` is what its log may hold at level error."""

    url: str
    data: Path
    log: Path
    process: subprocess.Popen[str]
    key_id: str = ROOT_KEY_ID
    secret: str = ROOT_SECRET
    account: str = ACCOUNT
    region: str = REGION
    errors_expected: tuple[str, ...] = ()
    _session: Any = field(default_factory=boto3.session.Session)
    _clients: dict[Any, Any] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def registry_host(self) -> str:
        """The Host header that names the account's registry in the server's Region."""
        return f"{self.account}.dkr.ecr.{self.region}.localhost:{self.port}"

    def client(
        self,
        service: str,
        who: Person | None = None,
        *,
        keys: tuple[str, str, str | None] | None = None,
        region: str | None = None,
        validate: bool = True,
        agent: str | None = None,
    ) -> Any:
        """Return a boto3 client of a person, of given keys (id, secret, token), or of root."""
        key_id, secret, token = keys or (
            (who.key_id, who.secret, None) if who else (self.key_id, self.secret, None)
        )
        wanted = (service, key_id, secret, token, region, validate, agent)
        if wanted not in self._clients:
            self._clients[wanted] = self._session.client(
                service,
                endpoint_url=self.url,
                region_name=region or self.region,
                aws_access_key_id=key_id,
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=Config(
                    retries={"total_max_attempts": 1},
                    parameter_validation=validate,
                    inject_host_prefix=False,
                ),
            )
            if agent is not None:
                self._clients[wanted].meta.events.register("before-send", _as_agent(agent))
        return self._clients[wanted]

    def send_signed(self, target: str, body: Any = b"{}", **changes: Any) -> Reply:
        """Send a signed JSON request as it was made, right or wrong (see `SignedRequest`)."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = SignedRequest(self.url, self.region, target, content, self.key_id, self.secret)
        return request.send(**changes)

    def registry(self, who: Person | None = None, **options: Any) -> Registry:
        """Return a registry client that logs in with a fresh token of a person, or of root."""
        token = self.token(who)
        return Registry(self.port, "AWS", token, **options)

    def token(self, who: Person | None = None, **more: Any) -> str:
        """Return a registry password."""
        answer = self.client("ecr", who, **more).get_authorization_token()
        return password_of(answer["authorizationData"][0]["authorizationToken"])

    def person(self, *statements: Mapping[str, Any], stem: str = "user") -> Person:
        """Return a new IAM user who may do what the statements say (nothing without any)."""
        iam, name = self.client("iam"), unique(stem)
        user = iam.create_user(UserName=name)["User"]
        if statements:
            document = {"Version": "2012-10-17", "Statement": list(statements)}
            iam.put_user_policy(
                UserName=name, PolicyName="inline", PolicyDocument=json.dumps(document)
            )
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Person(name, user["UserId"], user["Arn"], key["AccessKeyId"], key["SecretAccessKey"])

    def repository(self, stem: str = "repo", **options: Any) -> str:
        """Create a repository of a new name and return the name."""
        name = unique(stem)
        self.client("ecr").create_repository(repositoryName=name, **options)
        return name

    def flush(self) -> None:
        """Return once every record that is on disk can be looked up."""
        answer = ask(
            DataFolder(self.data).clerk_socket,
            {"do": "flush", "seconds": _FLUSH_SECONDS},
            _FLUSH_SECONDS,
        )
        assert answer.get("flushed"), answer

    def events(self, *, flush: bool = True, client: Any = None, **wanted: str) -> list[Any]:
        """Return records, oldest first, that LookupEvents finds by one attribute.

        Further members narrow the result: `eventName="PutImage"`.
        """
        if flush:
            self.flush()
        attributes = {key: value for key, value in wanted.items() if key[0].isupper()}
        rest = {key: value for key, value in wanted.items() if key not in attributes}
        pages = (client or self.client("cloudtrail")).get_paginator("lookup_events")
        found = [
            json.loads(event["CloudTrailEvent"])
            for page in pages.paginate(
                LookupAttributes=[
                    {"AttributeKey": key, "AttributeValue": value}
                    for key, value in attributes.items()
                ]
            )
            for event in page["Events"]
        ]
        return [
            event
            for event in reversed(found)
            if all(event.get(key) == value for key, value in rest.items())
        ]

    def event(self, **wanted: Any) -> Any:
        """Return the one record that there is."""
        found = self.events(**wanted)
        assert len(found) == 1, [(one["eventName"], one.get("errorCode")) for one in found]
        return found[0]

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Open the metadata database beside the running server, for what no door can do."""
        connection = sqlite3.connect(self.data / "metadata.sqlite", timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def log_lines(self) -> list[dict[str, Any]]:
        """Return what the processes have logged, line by line."""
        lines = []
        for line in self.log.read_text(errors="replace").splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                lines.append({"event": line, "level": "unreadable"})
        return lines

    def stop(self) -> None:
        """Stop the server, then see that nothing went wrong inside that nobody noticed."""
        for client in self._clients.values():
            client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(_STOP_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        bad = [
            line
            for line in self.log_lines()
            if line.get("level") not in {"debug", "info", "warning"}
            and line.get("event") not in self.errors_expected
        ]
        assert not bad, f"the server logged: {json.dumps(bad[:5], indent=1)}"


def start_server(folder: Path, **settings: str) -> Server:
    """Start a server with a data folder in `folder` and return it when it is ready."""
    folder.mkdir(parents=True, exist_ok=True)
    data, log = folder / "data", folder / "server.log"
    given = {**_SETTINGS, "data": str(data), "listen": "127.0.0.1:0", **settings}
    environment = {name: value for name, value in os.environ.items() if name[:7] != "LADING_"}
    environment |= {f"LADING_{name.upper()}": value for name, value in given.items()}
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lading.cli", "serve"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    url = _ready_url(process, log)
    return Server(url, Path(given["data"]), log, process, account=given["account"])


def _ready_url(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], _START_SECONDS)
    line = process.stdout.readline() if readable else ""
    if not line.startswith("ready "):
        process.kill()
        process.wait()
        raise AssertionError(f"no server: {line!r} {log.read_text(errors='replace')[-4000:]}")
    return line.split()[1]


def _as_agent(agent: str) -> Callable[..., None]:
    """Return a hook that names nothing but the agent; botocore would add its own name."""

    def name_agent(request: Any, **_: Any) -> None:
        del request.headers["User-Agent"]
        request.headers["User-Agent"] = agent

    return name_agent


def password_of(token: str) -> str:
    """Return the password in an authorization token of the ECR API."""
    from base64 import b64decode

    user, _, password = b64decode(token).decode().partition(":")
    assert user == "AWS"
    return password


def await_true(condition: Callable[[], object], *, seconds: float = 60.0) -> Any:
    """Return the condition's first true value; fail when there is none in time."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.02)
    return value
