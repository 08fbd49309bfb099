"""Ports for servers that are told theirs before they listen."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

_PORTS = (10_000, 32_000)


def free_port() -> int:
    """Return a free loopback port that the kernel gives to nobody by itself.

    A port of the kernel's own range may be somebody's before the server listens, and a client that
    asks for it again and again finds, sooner or later, itself.
    """
    while True:
        port = random.randint(*_PORTS)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
