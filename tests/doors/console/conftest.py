"""Browsers, each at an address of its own: tries to sign in are counted by address."""

from __future__ import annotations

from itertools import count

import pytest

from ..server import Server
from .browser import Browser

_addresses = count(20)


@pytest.fixture
def browser(server: Server) -> Browser:
    """A browser that nobody signed in with yet."""
    return Browser(server.url, source=f"127.0.1.{next(_addresses)}")
