"""One server and one data folder for all crash tests: what they leave is part of the next."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import orjson
import pytest
from tests.crash.client import Client
from tests.crash.load import Load
from tests.crash.oracle import Oracle
from tests.crash.server import Server
from tests.crash.wire import Answer, Key

CLIENTS = 4
SEED = 20_260_301
_LOG_CHARACTERS = 8_000
_IAM_VERSION = "2010-05-08"
_LOGIN_ONLY = orjson.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "ecr:GetAuthorizationToken",
            "Resource": "*",
        },
    }
).decode()


@pytest.fixture(scope="session")
def oracles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Oracle]]:
    """The oracles made so far; the last one is in use."""
    made: list[Oracle] = []
    yield made
    for oracle in made:
        oracle.server.remove()


@pytest.fixture
def oracle(oracles: list[Oracle], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    """A server under test, clients of it, and the oracle over both.

    The same for all tests, so that each goes on with what the last one left; after a failure
    another one, so that there is one report of one failure.
    """
    if not oracles or not oracles[-1].is_content:
        for last in oracles:
            last.server.remove()
        oracles.append(begun(Server(tmp_path_factory.mktemp("crash"))))
    oracles[-1].is_content = False
    yield oracles[-1]
    if not oracles[-1].is_content:
        print(oracles[-1].server.log.read_text()[-_LOG_CHARACTERS:])


def begun(server: Server, clients: int = CLIENTS) -> Oracle:
    """Start a server for the first time, with clients of root and of a user without rights."""
    server.start()
    root = root_key(server)
    load = Load.of(server, root, Key("", ""), clients, SEED)
    nobody = _user_without_rights(load.workers[0].client)
    for worker in load.workers:
        worker.client.denied.key = nobody
    return Oracle(server, load)


def root_key(server: Server) -> Key:
    """Return the key that the server has made."""
    document = orjson.loads(server.folder.root_credentials.read_bytes())
    return Key(document["access_key_id"], document["secret_access_key"])


def _user_without_rights(client: Client) -> Key:
    """Make a user who may log in and nothing else, by calls on record like any other."""
    _iam(client, "CreateUser")
    _iam(client, "PutUserPolicy", PolicyName="login", PolicyDocument=_LOGIN_ONLY)
    answer = _iam(client, "CreateAccessKey")
    key = ElementTree.fromstring(answer.body).find(".//{*}AccessKey")
    assert key is not None
    return Key(key.findtext("{*}AccessKeyId", ""), key.findtext("{*}SecretAccessKey", ""))


def _iam(client: Client, operation: str, **members: str) -> Answer:
    form = {"Action": operation, "Version": _IAM_VERSION, "UserName": "nobody", **members}
    answer = client.wire.call_by_form("iam", form)
    assert answer is not None
    assert answer.status == 200, answer.body
    client.book.acknowledge(answer.request_id, operation)
    return answer
