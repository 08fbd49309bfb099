"""Who calls S3? Its bodies are still to come, its chunks are signed, and it takes SigV2 queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lading.caller import Caller
from lading.dispatch.authenticate import Authenticator, NotProven
from lading.ports import Clock
from lading.pure.s3 import sigv2
from lading.pure.s3.chunks import ChunkSigner, signature_differs
from lading.pure.sigv4.authorization import Authorization, parse
from lading.pure.sigv4.payload import Payload, PayloadMode, read_payload
from lading.pure.sigv4.refusal import SignatureError
from lading.pure.sigv4.request import HttpRequest
from lading.pure.sigv4.signing_key import SigningKeys
from lading.pure.sigv4.verify import verify
from lading.pure.wire.errors import WireError

_SIGNING_KEYS_MAX = 10_000
_SERVICE = "s3"


@dataclass(frozen=True, slots=True)
class S3Proof:
    """A proven request to S3.

    payload: how its body travels and what it must hash to. signer: for the signatures of its
    chunks, None where they are not checked. signed: when it was signed, None for SigV2.
    """

    caller: Caller
    region: str
    version: str
    presigned: bool
    payload: Payload
    signer: ChunkSigner | None = None
    signed: datetime | None = None


class S3Authenticator:
    """Proves callers of S3 by what the one for all services knows of keys."""

    def __init__(self, authenticator: Authenticator, clock: Clock, *, region: str) -> None:
        """`region` is that of requests whose signature names none."""
        self._authenticator = authenticator
        self._clock = clock
        self._region = region
        self._keys = SigningKeys(_SIGNING_KEYS_MAX)

    async def prove(
        self,
        request: HttpRequest,
        query: Mapping[str, str],
        pairs: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
    ) -> S3Proof:
        """Return who signed a request whose body is still to come.

        `query` and `pairs` are the query decoded, `headers` by lower-case name. Raises `NotProven`;
        its cause is the `SignatureError` or `WireError` that says why, if there is one.
        """
        if sigv2.claims(query):
            return await self._by_query(request, query, pairs, headers)
        sandbox = self._authenticator.sandbox
        now = self._clock.now()
        try:
            authorization = parse(request, now=None if sandbox else now, service=_SERVICE)
        except SignatureError as error:
            raise NotProven(error.code, error.message) from error
        if authorization is None:
            raise NotProven("MissingAuthenticationTokenException", "Access Denied")
        if sandbox:
            return await self._in_sandbox(request, authorization)
        return self._by_signature(request, authorization, now)

    def _by_signature(
        self, request: HttpRequest, authorization: Authorization, now: datetime
    ) -> S3Proof:
        key_id = authorization.access_key_id
        caller, secret = self._authenticator.holder(key_id, authorization.session_token, now)
        try:
            payload = verify(request, authorization, secret, self._keys)
        except SignatureError as error:
            raise NotProven(error.code, error.message, caller, claimed=key_id) from error
        self._authenticator.refuse_strangers(caller, request.headers)
        self._authenticator.note_use(caller, _SERVICE, authorization.region, now)
        signer = ChunkSigner(
            self._keys.find(authorization, secret),
            authorization.timestamp.basic,
            authorization.scope,
            authorization.signature,
        )
        return _proof(caller, authorization, payload, signer)

    async def _in_sandbox(self, request: HttpRequest, authorization: Authorization) -> S3Proof:
        """Take any signature; what the request says of its body still holds."""
        caller = await self._authenticator.sandbox_caller(
            authorization.access_key_id, authorization.session_token
        )
        try:
            payload = read_payload(request, authorization, request.values)
        except SignatureError as error:
            raise NotProven(error.code, error.message) from error
        return _proof(caller, authorization, payload, None)

    async def _by_query(
        self,
        request: HttpRequest,
        query: Mapping[str, str],
        pairs: Sequence[tuple[str, str]],
        headers: Mapping[str, str],
    ) -> S3Proof:
        now = self._clock.now()
        try:
            claim = sigv2.read(query)
            if self._authenticator.sandbox:
                caller = await self._authenticator.sandbox_caller(
                    claim.access_key_id, claim.session_token
                )
                return self._of_query(caller)
            sigv2.check_time(claim, now)
        except WireError as error:
            raise NotProven("InvalidSignatureException", error.message) from error
        caller, secret = self._authenticator.holder(claim.access_key_id, claim.session_token, now)
        made = sigv2.is_made_with(secret, claim, request.method, request.path, pairs, headers)
        if not made:
            refusal = signature_differs()
            raise NotProven(
                "InvalidSignatureException", refusal.message, caller, claimed=claim.access_key_id
            ) from refusal
        self._authenticator.refuse_strangers(caller, request.headers)
        self._authenticator.note_use(caller, _SERVICE, self._region, now)
        return self._of_query(caller)

    def _of_query(self, caller: Caller) -> S3Proof:
        unsigned = Payload(PayloadMode.UNSIGNED, PayloadMode.UNSIGNED.value)
        return S3Proof(caller, self._region, "SigV2", presigned=True, payload=unsigned)


def _proof(
    caller: Caller, authorization: Authorization, payload: Payload, signer: ChunkSigner | None
) -> S3Proof:
    return S3Proof(
        caller,
        authorization.region,
        "SigV4",
        authorization.presigned,
        payload,
        signer,
        authorization.timestamp.moment,
    )
