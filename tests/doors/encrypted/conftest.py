"""A server whose repositories are all encrypted under the key that ECR uses for the account."""

from __future__ import annotations

from typing import Any

import pytest

from ..server import Server

KMS = {"encryptionType": "KMS"}


class EncryptedServer(Server):
    """The same running server, with another idea of what a repository is."""

    def repository(self, stem: str = "repo", **options: Any) -> str:
        """Create an encrypted repository of a new name and return the name."""
        return super().repository(stem, **{"encryptionConfiguration": KMS, **options})


@pytest.fixture(scope="session")
def server(server: Server) -> Server:
    """The server of all tests, here with encrypted repositories."""
    return EncryptedServer(server.url, server.data, server.log, server.process)
