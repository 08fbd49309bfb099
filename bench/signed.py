"""AWS API calls as bytes, signed beforehand, for the load generator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bench.load import Work

_BODY_BYTES_MAX = 1 << 20
_TARGETS = {
    "ecr": "AmazonEC2ContainerRegistry_V20150921",
    "cloudtrail": "CloudTrail_20131101",
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one server."""

    address: tuple[str, int]
    key_id: str
    secret: str
    region: str

    def work(self, service: str, operation: str, members: Mapping[str, object]) -> Work:
        """Return a signed call; its answer is any success of at most a MiB."""
        host = f"{self.address[0]}:{self.address[1]}"
        body = json.dumps(members).encode()
        request = AWSRequest(
            method="POST",
            url=f"http://{host}/",
            data=body,
            headers={
                "Host": host,
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": f"{_TARGETS[service]}.{operation}",
                "User-Agent": "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 lang/python#3.13.7",
            },
        )
        SigV4Auth(Credentials(self.key_id, self.secret), service, self.region).add_auth(request)
        head = [f"{name}: {value}" for name, value in request.headers.items()]
        lines = ["POST / HTTP/1.1", *head, f"Content-Length: {len(body)}", "", ""]
        return Work("\r\n".join(lines).encode() + body, _BODY_BYTES_MAX, None)
