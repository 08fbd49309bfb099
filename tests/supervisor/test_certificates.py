"""The look-out for another certificate: what it takes over, and what it leaves alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lading.pure.certificates.authority import Authority, issue, new_authority
from lading.pure.certificates.names import parse_name
from lading.pure.certificates.pair import Pair
from lading.server import certificates
from lading.server.certificate_files import CertificateFiles
from lading.server.certificates import Certificates, PairFiles, Stamp

NAMES = [parse_name("localhost")]
WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class CountedFiles(PairFiles):
    """An operator's files, which count how often somebody looked at them."""

    looks: list[None] = field(default_factory=list)

    def stamp(self) -> Stamp:
        self.looks.append(None)
        return PairFiles.stamp(self)


@dataclass
class Scene:
    """A look-out that runs, and what it had taken over."""

    written: CertificateFiles
    files: CountedFiles
    taken: list[Mapping[str, str]] = field(default_factory=list)

    async def take_over(self, environment: Mapping[str, str]) -> bool:
        self.taken.append(environment)
        return True

    async def looked_again(self) -> None:
        """Return when whatever is there now has been looked at often enough to be judged."""
        goal = len(self.files.looks) + 4
        await until(lambda: len(self.files.looks) >= goal)


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not is_true():  # noqa: ASYNC110  (another thread)
            await asyncio.sleep(0.001)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("test", NAMES, [], datetime.now(UTC))


@pytest.fixture
def scene(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(certificates, "_LOOK_SECONDS", 0.001)
    written = CertificateFiles(tmp_path)
    written.write_server(another(authority))
    return Scene(written, CountedFiles(written.server.chain, written.server.key))


def another(authority: Authority) -> Pair:
    return issue(authority, NAMES, datetime.now(UTC))


def watched(scene: Scene, copies: Path, during: Callable[[], object]) -> None:
    """Run a look-out while something happens."""

    async def run() -> None:
        watching = asyncio.create_task(Certificates(scene.files, copies).watch(scene.take_over))
        await during()  # type: ignore[misc]
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(run())


def test_a_new_pair_is_taken_over_once(scene: Scene, authority: Authority, tmp_path: Path) -> None:
    new = another(authority)

    async def during() -> None:
        scene.written.write_server(new)
        await until(lambda: bool(scene.taken))
        await scene.looked_again()

    watched(scene, tmp_path / "copies", during)
    (environment,) = scene.taken
    copy = PairFiles(Path(environment["LADING_TLS_CERT"]), Path(environment["LADING_TLS_KEY"]))
    assert copy.read().leaf == new.leaf
    assert list((tmp_path / "copies").iterdir()) == [copy.chain.parent], "the former is forgotten"


def test_files_that_are_written_again_as_they_were_change_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    async def during() -> None:
        scene.written.write_server(scene.written.server.read())
        await scene.looked_again()

    watched(scene, tmp_path / "copies", during)
    assert scene.taken == []


def test_half_of_a_new_pair_is_left_alone_until_the_rest_is_there(
    scene: Scene, authority: Authority, tmp_path: Path
) -> None:
    new = another(authority)

    async def during() -> None:
        scene.written.server.chain.write_bytes(new.chain)
        await scene.looked_again()
        assert scene.taken == []
        scene.written.server.key.write_bytes(new.key)
        await until(lambda: bool(scene.taken))

    watched(scene, tmp_path / "copies", during)
    assert len(scene.taken) == 1
