"""Chains as deliveries write them, laid out in a folder, and `lading verify` over it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from lading.cli import app

from ..delivery.house import KEY, House, OneKey, record

BUCKET = "logs"


@dataclass
class Copy:
    """What a trail has delivered, on a disk, and the key it was signed with."""

    house: House
    folder: Path
    keys: Path

    def lay_out(self) -> None:
        """Write every object below the folder, as `aws s3 sync` would."""
        for (_, key), (body, _) in self.house.bucket.objects.items():
            path = self.folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)

    def paths(self, part: str) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*.json.gz") if part in str(path))

    @property
    def digests(self) -> list[Path]:
        return self.paths("/CloudTrail-Digest/")

    @property
    def logs(self) -> list[Path]:
        return self.paths("/CloudTrail/")

    def place(self, path: Path) -> str:
        return f"s3://{BUCKET}/{path.relative_to(self.folder)}"

    def verify(self, *options: str, signed: bool = True, code: int = 0) -> Any:
        """Return what `lading verify --json` prints."""
        keys = ("--public-keys", str(self.keys)) if signed else ()
        arguments = ["verify", str(self.folder), "--json", *keys, *options]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return json.loads(result.output)

    def faults(self, **options: Any) -> list[tuple[str, str, str]]:
        """Return what is found to be wrong."""
        document = self.verify(code=1, **options)
        return [(one["fault"], one["what"], one["place"]) for one in document["findings"]]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    """A chain of five digests, two log files in each but the third, which is empty."""
    house = House(tmp_path / "spools")
    house.folder.mkdir()
    assert house.flush()
    for hour in range(5):
        if hour != 2:
            for number in range(2):
                house.route(record(f"{hour}.{number}"))
                assert house.flush()
        house.clock.on(hours=1)
        assert house.flush()
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"PublicKeyList": [public_key()]}))
    copy = Copy(house, tmp_path / "copy", keys)
    copy.lay_out()
    yield copy


def public_key() -> dict[str, str]:
    """Return the key of `House` as the AWS CLI prints it."""
    der = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return {"Value": b64encode(der).decode(), "Fingerprint": OneKey.fingerprint}
