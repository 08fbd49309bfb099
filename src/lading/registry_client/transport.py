"""HTTP to one registry: pooled connections, log-in, redirects, retries; bodies are streamed."""

from __future__ import annotations

import os
import ssl
import urllib.request
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import orjson
import urllib3
from urllib3.exceptions import HTTPError, SSLError

from lading.registry_client.authorization import Authorization
from lading.registry_client.failures import AGAIN_STATUSES, RegistryFailure, Retries

CHUNK_BYTES: Final = 256 * 1024
_CONNECT_SECONDS: Final = 10.0
_READ_SECONDS: Final = 120.0
_ERROR_BYTES_MAX: Final = 64 * 1024
_TOKEN_BYTES_MAX: Final = 1 << 20
_REDIRECTS_MAX: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MESSAGE_CHARACTERS_MAX: Final = 300

Response = urllib3.BaseHTTPResponse
Body = bytes | Iterable[bytes] | None


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `scope` is what it needs a token for. An iterable body can be sent once."""

    method: str
    target: str
    scope: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body = None
    expected: frozenset[int] = frozenset({200})


class Transport:
    """Sends requests to the registry at `url`; used by many threads at once."""

    def __init__(
        self,
        url: str,
        authorization: Authorization,
        *,
        agent: str,
        verify: bool = True,
        connections_max: int = 16,
        host: str | None = None,
        retries: Retries | None = None,
    ) -> None:
        self._url = url
        self._authorization = authorization
        self._headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
        self._host = {} if host is None else {"Host": host}
        self.retries = retries or Retries()
        self._pools = _pools(url, verify=verify, connections_max=connections_max)

    def close(self) -> None:
        """Close the connections."""
        self._pools.clear()

    def send(self, request: Request) -> Response:
        """Return an expected response, its body still to be read and released.

        Raises `RegistryFailure`; a request whose body can be sent but once is tried but once.
        """
        if request.body is None or isinstance(request.body, bytes):
            return self.retries.run(lambda: self._logged_in(request))
        return self._logged_in(request)

    def ask(
        self, request: Request, body_bytes_max: int = _ERROR_BYTES_MAX
    ) -> tuple[Response, bytes]:
        """Return an expected response and its whole body. Raises `RegistryFailure`."""

        def act() -> tuple[Response, bytes]:
            response = self._logged_in(request)
            return response, read_all(response, body_bytes_max)

        return self.retries.run(act)

    def _logged_in(self, request: Request) -> Response:
        header = self._authorization.header(request.scope)
        response = self._follow(request, header)
        if response.status == 401:
            challenge = response.headers.get("www-authenticate")
            failure = _failure(request, response)
            answer = self._authorization.learn(challenge, request.scope, self._fetch_token)
            if answer is None:
                raise failure
            if not (request.body is None or isinstance(request.body, bytes)):
                failure.again = True  # its stream is used up: the caller begins it anew
                raise failure
            response = self._follow(request, answer)
        if response.status not in request.expected:
            raise _failure(request, response)
        return response

    def _follow(self, request: Request, authorization: str | None) -> Response:
        """Send a request and follow redirects; what is secret goes to this registry only."""
        url = urljoin(self._url, request.target)
        for _ in range(_REDIRECTS_MAX):
            own = _origin(url) == _origin(self._url)
            headers = {**self._headers, **request.headers}
            if own:
                headers |= self._host
                headers |= {} if authorization is None else {"Authorization": authorization}
            response = self._open(request.method, url, headers, request.body if own else None)
            target = response.headers.get("location")
            if response.status not in _REDIRECTS or request.method not in ("GET", "HEAD"):
                return response
            read_all(response, _ERROR_BYTES_MAX)
            target = urljoin(url, target or "")
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise RegistryFailure("the registry redirects to where nothing is encrypted")
            url = target
        raise RegistryFailure("the registry redirects too often")

    def _open(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> Response:
        try:
            return self._pools.request(
                method,
                url,
                headers=headers,
                body=body,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
        except HTTPError as error:
            again = not isinstance(error, SSLError)
            raise RegistryFailure(f"{_origin(url)}: {_reason(error)}", again=again) from error

    def _fetch_token(self, url: str, authorization: str | None) -> bytes:
        headers = dict(self._headers)
        if authorization is not None:
            headers["Authorization"] = authorization
        response = self._open("GET", url, headers, None)
        if response.status != 200:
            request = Request("GET", urlsplit(url).path, "")
            raise _failure(request, response)
        return read_all(response, _TOKEN_BYTES_MAX)


def read_all(response: Response, body_bytes_max: int) -> bytes:
    """Return the body and give the connection back. Raises `RegistryFailure`."""
    try:
        data = response.read(body_bytes_max + 1)
    except HTTPError as error:
        response.close()
        raise RegistryFailure(_reason(error), again=True) from error
    if len(data) > body_bytes_max:
        response.close()
        raise RegistryFailure("the registry's answer is too large", status=response.status)
    response.release_conn()
    return data


def _pools(url: str, *, verify: bool, connections_max: int) -> urllib3.PoolManager:
    context = ssl.create_default_context()
    bundle = os.environ.get("AWS_CA_BUNDLE")  # as the AWS client beside this one has it
    if bundle:
        with suppress(OSError):  # that one will say what is wrong with the file
            context.load_verify_locations(bundle)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    options: dict[str, Any] = {
        "num_pools": 8,
        "maxsize": connections_max,
        "timeout": urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        "ssl_context": context,
    }
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme)
    if proxy is None or urllib.request.proxy_bypass(parts.netloc):
        return urllib3.PoolManager(**options)
    return urllib3.ProxyManager(proxy, **options)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _reason(error: Exception) -> str:
    """Return one line; urllib3 names its own objects, and the address twice."""
    text = str(error).rpartition("object at 0x")[2].partition(">: ")[2] or str(error)
    return (text or type(error).__name__)[:_MESSAGE_CHARACTERS_MAX]


def _failure(request: Request, response: Response) -> RegistryFailure:
    """Return what an unexpected response means, and read it to its end."""
    code, message = "", response.reason or ""
    try:
        body = read_all(response, _ERROR_BYTES_MAX)
        first = orjson.loads(body)["errors"][0]
        code, message = str(first.get("code", "")), str(first.get("message", ""))
    except (ValueError, LookupError, TypeError, AttributeError, RegistryFailure):
        pass
    shown = "".join(one if one.isprintable() else " " for one in f"{code} {message}".strip())
    return RegistryFailure(
        f"{response.status} {shown[:_MESSAGE_CHARACTERS_MAX]} ({request.method})",
        status=response.status,
        code=code,
        again=response.status in AGAIN_STATUSES,
        retry_after_seconds=_retry_after(response.headers.get("retry-after")),
    )


def _retry_after(header: str | None) -> float:
    """Return the seconds of a `Retry-After`; dates are not read, our own pause serves as well."""
    text = (header or "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0.0
