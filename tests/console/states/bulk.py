"""Very many calls of the public API in little time: signed here, over few connections."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

_TARGETS = {
    "ecr": "AmazonEC2ContainerRegistry_V20150921",
    "logs": "Logs_20140328",
}
_IAM_VERSION = "2010-05-08"
_CONNECTIONS = 4
_SECONDS = 60.0

Call = tuple[str, str, Mapping[str, Any]]
"""Service, operation, members."""


@dataclass(frozen=True)
class Bulk:
    """Calls with one access key in one Region."""

    port: int
    region: str
    key_id: str
    secret: str

    def send(self, calls: Iterable[Call]) -> None:
        """Send them all, in no certain order; fail at the first that is refused."""
        waiting = list(calls)
        parts = [waiting[start::_CONNECTIONS] for start in range(_CONNECTIONS)]
        with ThreadPoolExecutor(_CONNECTIONS) as pool:
            for done in [pool.submit(self._send_each, part) for part in parts]:
                done.result()

    def _send_each(self, calls: Iterable[Call]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)
        try:
            for call in calls:
                request = self._signed(*call)
                headers = {name: str(value) for name, value in request.headers.items()}
                connection.request("POST", "/", body=request.data, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 200, (call, body[:500])
        finally:
            connection.close()

    def _signed(self, service: str, operation: str, members: Mapping[str, Any]) -> AWSRequest:
        host = f"127.0.0.1:{self.port}"
        headers = {"Host": host, "User-Agent": "aws-cli/2.31.0"}
        if service == "iam":
            form = {"Action": operation, "Version": _IAM_VERSION, **members}
            body = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        else:
            body = json.dumps(members).encode()
            headers["Content-Type"] = "application/x-amz-json-1.1"
            headers["X-Amz-Target"] = f"{_TARGETS[service]}.{operation}"
        request = AWSRequest("POST", f"http://{host}/", headers=headers, data=body)
        SigV4Auth(Credentials(self.key_id, self.secret), service, self.region).add_auth(request)
        return request
