"""`/console/config.json`: what the page has to know of the server before anybody signed in."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import orjson

from lading.directory.logins import somebody_has_a_password
from lading.doors.http import Exchange
from lading.ports import Database
from lading.settings import Settings

_GLOBAL_REGION = "us-east-1"


class ServerFacts:
    """Answers with facts that are no secret."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        # IAM, STS and root's sign-ins are on record in us-east-1, wherever the server is.
        regions = dict.fromkeys((settings.region, *settings.console_regions, _GLOBAL_REGION))
        self._facts: dict[str, Any] = {
            "version": version("lading"),
            "region": settings.region,
            "regions": list(regions),
            "sandbox": settings.sandbox,
            "externalUrl": settings.url,
            "registryHost": settings.registry_host,
            "registryDomain": settings.registry_domain,
            "historyDays": settings.history_days,
            "historyLogGroup": None,
        }

    async def __call__(self, http: Exchange) -> None:
        """Answer one request."""
        known = self._database.read(somebody_has_a_password)
        body = orjson.dumps({**self._facts, "hasConsoleUsers": known})
        headers = [
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            ("x-amzn-requestid", http.request_id),
        ]
        await http.answer(200, headers, body)
