"""The console's door.

/console/session, /console/session/role   -> the session endpoint
/console/config.json                      -> facts of the server
/console/…                                -> files, and the application's one page
/console, and / in a browser              -> /console/
"""

from __future__ import annotations

from typing import Final

from lading.caller import Origin
from lading.doors.console.files import ConsoleFiles
from lading.doors.console.server_facts import ServerFacts
from lading.doors.console.session_endpoint import ROLE, SESSION, SessionEndpoint
from lading.doors.http import Exchange
from lading.doors.security_headers import CONSOLE

PATH: Final = "/console/"
_CONFIG: Final = "/console/config.json"


class ConsoleDoor:
    """Answers browsers."""

    def __init__(self, sessions: SessionEndpoint, facts: ServerFacts, files: ConsoleFiles) -> None:
        self._sessions = sessions
        self._facts = facts
        self._files = files

    async def __call__(self, http: Exchange, origin: Origin) -> None:
        """Answer one request."""
        http.security = CONSOLE
        if http.path in (SESSION, ROLE):
            await self._sessions(http, origin)
        elif http.path == _CONFIG and http.method in ("GET", "HEAD"):
            await self._facts(http)
        elif http.path.startswith(PATH):
            await self._files(http, http.path.removeprefix(PATH))
        else:
            query = f"?{http.query}" if http.query else ""
            await http.answer(302, [("location", PATH + query), ("cache-control", "no-store")])


def claims_console(http: Exchange) -> bool:
    """Return whether a request without a signature is one for the console."""
    path = http.path
    if path.startswith(PATH) or path == "/console":
        return True
    reads = http.method in ("GET", "HEAD")
    return reads and path == "/" and "text/html" in http.headers.get("accept", "")
