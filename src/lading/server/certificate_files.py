"""The data folder's own authority and server certificate, as `lading tls create` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lading.durable_files import replace_file
from lading.pure.certificates.authority import Authority, authority_of
from lading.pure.certificates.pair import BadPair, Pair
from lading.server.certificates import PairFiles

_PUBLIC: Final = 0o644


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Four files in a folder that only its owner can enter; certificates may be copied around."""

    folder: Path

    @property
    def authority(self) -> PairFiles:
        """The authority's certificate, for every client, and its key, for nobody else."""
        return PairFiles(self.folder / "ca.crt", self.folder / "ca.key")

    @property
    def server(self) -> PairFiles:
        """What `lading serve --tls-cert --tls-key` is given."""
        return PairFiles(self.folder / "server.crt", self.folder / "server.key")

    def read_authority(self) -> Authority | None:
        """Return the authority, None if there never was one. Raises `BadPair`."""
        files = self.authority
        if not files.chain.exists() and not files.key.exists():
            return None
        pair = files.read()
        return authority_of(pair.chain, pair.key)

    def read_server(self) -> Pair | None:
        """Return the server's pair, None if there is none that is whole."""
        try:
            return self.server.read()
        except BadPair:
            return None

    def write_authority(self, authority: Authority) -> None:
        """Store a first authority; `set_aside` comes before another one. Raises `OSError`."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        files = self.authority
        assert not files.chain.exists(), "an authority is never written over"
        replace_file(files.key, authority.pair.key)
        replace_file(files.chain, authority.pair.chain, mode=_PUBLIC)

    def write_server(self, pair: Pair) -> None:
        """Store the server's pair in place of an older one. Raises `OSError`."""
        replace_file(self.server.key, pair.key)
        replace_file(self.server.chain, pair.chain, mode=_PUBLIC)

    def set_aside(self, mark: str) -> tuple[Path, ...]:
        """Rename the authority's files, so that another can be made; return where they are."""
        aside = []
        for file in (self.authority.chain, self.authority.key):
            if file.exists():
                target = file.with_name(f"{file.stem}-until-{mark}{file.suffix}")
                if target.exists():
                    raise FileExistsError(17, "it is there already", str(target))
                aside.append(file.rename(target))
        return tuple(aside)
