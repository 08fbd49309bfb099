"""Builds registry clients of others, at pinned versions, and runs the tests that drive them.

They are Go programs: `go install` fetches and builds each into a folder of its own below
`build/clients`, once. skopeo, podman, buildah and docker are tested too if the machine has them;
what it lacks is skipped and said. A client that cannot be built fails the run after the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "clients"
TESTS = "tests/blackbox"
_LINES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Client:
    """A Go program: the package that builds it and the version of its module."""

    package: str
    version: str

    @property
    def name(self) -> str:
        """The program's name, which is the last part of its package."""
        return self.package.rpartition("/")[2]

    @property
    def folder(self) -> Path:
        """Where its binary lies."""
        return FOLDER / f"{self.name}-{self.version}"


CLIENTS = (
    Client("github.com/google/go-containerregistry/cmd/crane", "v0.22.1"),
    Client("github.com/regclient/regclient/cmd/regctl", "v0.11.7"),
    Client("github.com/sigstore/cosign/v3/cmd/cosign", "v3.1.3"),
    Client("helm.sh/helm/v3/cmd/helm", "v3.22.0"),
    Client(
        "github.com/awslabs/amazon-ecr-credential-helper/ecr-login/cli/docker-credential-ecr-login",
        "v0.12.0",
    ),
)


def main() -> int:
    """Build what is not there yet and run the tests; return 1 if any of it fails."""
    missing = [client.name for client in CLIENTS if not _is_built(client)]
    path = os.pathsep.join([*(str(client.folder) for client in CLIENTS), os.environ["PATH"]])
    tests = [sys.executable, "-m", "pytest", TESTS, "-rs", *sys.argv[1:]]
    done = subprocess.run(tests, cwd=ROOT, env=os.environ | {"PATH": path}, check=False)
    if missing:
        print(f"not built, and therefore not tested: {', '.join(missing)}")
    return int(done.returncode != 0 or bool(missing))


def _is_built(client: Client) -> bool:
    """Build a client if need be; return whether it is there."""
    if (client.folder / client.name).exists():
        return True
    print(f"building {client.name} {client.version}", flush=True)
    command = ["go", "install", "-trimpath", f"{client.package}@{client.version}"]
    environment = os.environ | {"GOBIN": str(client.folder), "CGO_ENABLED": "0"}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        print("there is no Go on this machine")
        return False
    if done.returncode != 0:
        print(*done.stderr.splitlines()[-_LINES_SHOWN:], sep="\n")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
