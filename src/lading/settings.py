"""Every setting and every limit, with its unit, read once from `LADING_*` and then frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


def default_data_folder() -> Path:
    """Return the user's data folder for Lading (XDG base directories)."""
    return Path.home() / ".local" / "share" / "lading"


class Settings(BaseSettings):
    """What an operator can set; the environment variable is the name with `LADING_` before it."""

    model_config = SettingsConfigDict(env_prefix="LADING_", frozen=True, extra="ignore")

    data: Path = Field(default_factory=default_data_folder, description="data folder")
    listen: str = Field("127.0.0.1:6500", description="address and port of the one door")
    account: str = Field(
        "000000000001", pattern=r"^\d{12}$", description="account of the root credentials"
    )
    region: str = Field(
        "us-east-1", pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="the server's own Region"
    )
    sandbox: bool = Field(
        False, description="accept any signature; for CI and local development on loopback only"
    )
    tls_cert: Path | None = Field(None, description="certificate chain file (PEM)")
    tls_key: Path | None = Field(None, description="private key file (PEM)")
    external_url: str | None = Field(None, description="URL under which clients reach the server")
    registry_domain: str | None = Field(
        None, description="domain for <account>.dkr.ecr.<region>.<domain> host names"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses or CIDR blocks whose X-Forwarded-For is believed, by comma"
    )
    source_address: str = Field(
        "client",
        pattern="^(client|service)$",
        description="`client`: the true address of docker clients; `service`: as AWS shows it",
    )
    root_access_key_id: str | None = Field(None, description="access key id of the root user")
    root_secret_access_key: SecretStr | None = Field(None, description="its secret access key")
    create_on_push: bool = Field(False, description="create a missing repository on push")
    pull_time_seconds: float = Field(
        5, gt=0, description="longest wait before an image shows when it was last pulled"
    )
    requests_running_max: int = Field(
        512, ge=1, description="requests that one front worker serves at the same time"
    )
    workers: int = Field(2, ge=1, le=64, description="front worker processes")

    trail_delivery_seconds: float = Field(300, gt=0, description="period of log file delivery")
    digest_seconds: float = Field(3600, gt=0, description="period of digest files")
    metric_seconds: float = Field(60, gt=0, description="period of metric collection")
    lifecycle_seconds: float = Field(
        3600, ge=0, description="period of lifecycle runs; 0: on demand only"
    )
    history_days: int = Field(90, ge=1, le=3653, description="retention of the event history")
    history_poll_seconds: float = Field(
        0.1, gt=0, description="longest wait before new records are read"
    )
    history_batch_records: int = Field(5_000, ge=1, description="records of one history batch")

    aws_body_bytes_max: int = Field(32 * MIB, ge=MIB, description="body of an AWS API request")
    manifest_bytes_max: int = Field(4 * MIB, description="image manifest")
    blob_bytes_max: int = Field(52_000 * MIB, description="one layer")
    part_bytes: int = Field(20 * MIB, ge=5 * MIB, description="part of a layer as it is recorded")
    bodies_bytes_max: int = Field(
        256 * MIB, ge=64 * MIB, description="API bodies held in memory by one worker"
    )
    body_idle_seconds: float = Field(60, gt=0, description="longest silence inside a request body")
    repositories_per_registry_max: int = Field(
        100_000, ge=1, description="repositories of one account in one Region"
    )
    images_per_repository_max: int = Field(
        100_000, ge=1, description="images that one repository holds"
    )
    tags_per_image_max: int = Field(1_000, ge=1, description="tags that name one image")
    aws_rates: bool = Field(
        False, description="throttle ECR calls of an account as AWS does by default"
    )
    token_seconds: int = Field(43_200, ge=60, description="life of a registry token")
    layer_url_seconds: int = Field(3600, ge=60, description="life of a layer download URL")
    refusals_per_second: float = Field(
        20, gt=0, description="recorded wrong secrets for one key before they are aggregated"
    )
    journal_bytes_max: int = Field(64 * MIB, ge=KIB, description="journal file before it is closed")
    journal_queue_max: int = Field(10_000, ge=1, description="records waiting for one journal")
    write_queue_max: int = Field(1_000, ge=1, description="changes waiting for the database")
    threads: int = Field(8, ge=1, le=256, description="worker threads of one front worker")
    disk_reserve_bytes: int = Field(
        1 * GIB, ge=0, description="free space below which pushes and changes are refused"
    )
    disk_floor_bytes: int = Field(
        128 * MIB, ge=0, description="free space below which nothing can be recorded or answered"
    )
    analytics_url: str | None = Field(
        None, description="a ClickHouse server's HTTP URL; empty: the embedded one"
    )
    analytics_connections: int = Field(4, ge=1, le=64, description="embedded query connections")
    stop_seconds: float = Field(20, gt=0, description="wait for answers in flight at a stop")
    renewal_seconds: int = Field(
        3600, ge=1, description="wait for answers in flight when a certificate was renewed"
    )
    restart_seconds_max: float = Field(
        10, gt=0, description="longest wait before a role that died is started again"
    )
    log_format: str = Field("console", pattern="^(console|json)$", description="log lines")
    log_level: str = Field("info", pattern="^(debug|info|warning|error)$", description="log level")

    sweep_seconds: float = Field(
        3600, ge=0, description="period of sweeps that remove what nothing needs; 0: none"
    )
    sweep_grace_seconds: float = Field(
        86_400, ge=0, description="a sweep leaves alone what was of use to a push this recently"
    )
    upload_seconds: float = Field(
        604_800, ge=0, description="silence after which a sweep ends an upload"
    )

    log_expiry_seconds: float = Field(
        3600, ge=0, description="period of the deletion of expired log events; 0: never"
    )
    trail_file_bytes_max: int = Field(
        50 * MIB, ge=1 * MIB, description="one log file before it is compressed"
    )
    trail_keep_days: float = Field(
        30, gt=0, le=3653, description="records wait so long for a bucket that does not take them"
    )

    s3_object_bytes_max: int = Field(
        5 * 1024 * GIB, ge=5 * MIB, description="object that is uploaded in parts"
    )
    s3_put_bytes_max: int = Field(
        5 * GIB, ge=5 * MIB, description="object, or part of one, that comes in one request"
    )

    kms_master_key: Path | None = Field(
        None,
        description="file that wraps KMS key material; empty: kms-master.key in the data folder",
    )
    kms_seconds: float = Field(
        3600, ge=0, description="period of runs that destroy or rotate the KMS keys due; 0: none"
    )

    console_session_seconds: int = Field(
        43_200, ge=900, le=43_200, description="longest session of the console"
    )
    console_idle_seconds: int = Field(
        3600, ge=60, description="silence after which a session of the console has ended"
    )
    console_regions: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Regions that the console offers beside the server's own, by comma"
    )

    @field_validator("trusted_proxies", "console_regions", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(filter(None, value.split(","))) if isinstance(value, str) else value

    @property
    def host_and_port(self) -> tuple[str, int]:
        """The listening host and port."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)

    @property
    def url(self) -> str:
        """The URL under which clients reach the server."""
        if self.external_url:
            return self.external_url.rstrip("/")
        return f"{'https' if self.tls_cert else 'http'}://{self.listen}"

    @property
    def registry_host(self) -> str:
        """The host (and port) a docker client can really use."""
        return self.url.split("://", 1)[1]
