"""Where things lie in the data folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The data folder of one server; every path is derived here."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the supervisor: one server a folder."""
        return self.root / "lading.lock"

    @property
    def master_key(self) -> Path:
        """32 random bytes that seal tokens and stored secrets."""
        return self.root / "master.key"

    @property
    def kms_master_key(self) -> Path:
        """32 random bytes that wrap the key material of KMS, if no setting names another file."""
        return self.root / "kms-master.key"

    @property
    def root_credentials(self) -> Path:
        """The access key of the root user, as JSON."""
        return self.root / "root-credentials.json"

    @property
    def journal(self) -> Path:
        """Records of reads and refusals, one file a worker."""
        return self.root / "journal"

    @property
    def cursors(self) -> Path:
        """How far each follower has come."""
        return self.root / "cursors"

    @property
    def rejected(self) -> Path:
        """Records that could not be delivered."""
        return self.root / "rejected"

    @property
    def trails(self) -> Path:
        """How the delivery of each trail goes, and what waits for it."""
        return self.root / "trails"

    @property
    def imports(self) -> Path:
        """Which log files are imported."""
        return self.root / "imports"

    @property
    def analytics(self) -> Path:
        """The embedded analytics store."""
        return self.root / "analytics"

    @property
    def run(self) -> Path:
        """What is valid only while the server runs: sockets, ports, states."""
        return self.root / "run"

    @property
    def clerk_socket(self) -> Path:
        """Where the clerk answers questions."""
        return self.run / "clerk.sock"

    @property
    def front_socket(self) -> Path:
        """Where a worker of the front runs operations for our own jobs."""
        return self.run / "front.sock"

    @property
    def front_lock(self) -> Path:
        """Held by the worker that has that socket."""
        return self.run / "front.lock"

    @property
    def roles(self) -> Path:
        """The state of each role, as the supervisor sees it."""
        return self.run / "roles.json"

    @property
    def server(self) -> Path:
        """How the server that runs, or ran last, is reached."""
        return self.run / "server.json"

    @property
    def analytics_port(self) -> Path:
        """The loopback port of the embedded analytics role."""
        return self.run / "analytics.port"

    @property
    def analytics_secret(self) -> Path:
        """Its secret, new at every start."""
        return self.run / "analytics.secret"

    @property
    def certificates(self) -> Path:
        """What `lading tls create` makes: the authority and the server's certificate."""
        return self.root / "tls"

    @property
    def certificates_in_use(self) -> Path:
        """Copies of the certificate and key that were found to be good."""
        return self.run / "tls"

    @property
    def metrics(self) -> Path:
        """Where the processes leave their metrics for `/metrics`."""
        return self.run / "metrics"

    def create(self) -> None:
        """Make the folders that are missing, for the owner only. Raises `OSError`."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in self.folders:
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in it that `create` makes."""
        return (
            self.journal,
            self.cursors,
            self.rejected,
            self.trails,
            self.analytics,
            self.run,
            self.metrics,
        )
