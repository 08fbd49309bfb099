"""The master key file: made once, guarded, and never replaced in silence."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_bytes

import pytest

from lading.commands.checks.kms_master import check_kms
from lading.durable_files import replace_file
from lading.pure.kms.key_wrap import BrokenWrap, KeyWrap
from lading.server.kms_master import (
    KmsMasterUnusable,
    ensure_kms_master,
    kms_key_wrap,
    kms_master_path,
)
from lading.settings import Settings

from .house import House


def settings(folder: Path, file: Path | None = None) -> Settings:
    return Settings(data=folder, kms_master_key=file)


def test_it_is_made_at_the_first_start_for_the_owner_only(tmp_path: Path) -> None:
    ensure_kms_master(settings(tmp_path), is_in_use=False)
    path = kms_master_path(settings(tmp_path))
    assert path == tmp_path / "kms-master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    made = path.read_bytes()
    assert len(made) == 32
    ensure_kms_master(settings(tmp_path), is_in_use=True)
    assert path.read_bytes() == made


def test_it_may_lie_outside_of_the_data_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "safe.key"
    ensure_kms_master(settings(tmp_path / "data", elsewhere), is_in_use=False)
    assert len(elsewhere.read_bytes()) == 32
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_it_is_refused_when_others_could_read_or_write_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "kms-master.key"
    path.write_bytes(bytes(32))
    path.chmod(mode)
    with pytest.raises(KmsMasterUnusable, match=f"mode {mode:o}"):
        ensure_kms_master(settings(tmp_path), is_in_use=False)


@pytest.mark.parametrize("size_bytes", [0, 31, 33])
def test_it_is_refused_when_it_has_another_size(tmp_path: Path, size_bytes: int) -> None:
    path = tmp_path / "kms-master.key"
    path.write_bytes(bytes(size_bytes))
    path.chmod(0o600)
    with pytest.raises(KmsMasterUnusable, match="damaged"):
        ensure_kms_master(settings(tmp_path), is_in_use=True)


def test_one_that_is_lost_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    ensure_kms_master(settings(tmp_path), is_in_use=True)
    assert not kms_master_path(settings(tmp_path)).exists()
    assert kms_key_wrap(settings(tmp_path)) is None


def test_one_that_cannot_be_made_is_a_clear_refusal(tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "kms.key"
    with pytest.raises(KmsMasterUnusable, match="cannot be made"):
        ensure_kms_master(settings(tmp_path, nowhere), is_in_use=False)


def test_material_opens_under_its_own_name_and_master_key_only() -> None:
    material = token_bytes(32)
    wrap, other = KeyWrap(bytes(32)), KeyWrap(bytes(range(32)))
    wrapped = wrap.wrap("key/1", material)
    assert material not in wrapped
    assert wrap.unwrap("key/1", wrapped, now=0) == material
    for opener, name, altered in (
        (wrap, "key/2", wrapped),
        (other, "key/1", wrapped),
        (wrap, "key/1", wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
        (wrap, "key/1", b""),
    ):
        with pytest.raises(BrokenWrap):
            opener.unwrap(name, altered, now=0)
    assert wrap.fingerprint != other.fingerprint


def test_what_is_unwrapped_is_kept_for_a_while_and_bounded() -> None:
    wrap = KeyWrap(bytes(32))
    for number in range(1_100):
        name = f"key/{number}"
        wrap.unwrap(name, wrap.wrap(name, os.urandom(32)), now=number / 100)
    assert len(wrap._open) == 1_000
    wrap.forget("key/1099")
    assert len(wrap._open) == 999
    wrap.unwrap("last", wrap.wrap("last", os.urandom(32)), now=1_000)
    assert [name for name, _ in wrap._open] == ["last"]


def test_the_doctor_tells_a_lost_or_replaced_file(house: House) -> None:
    place = settings(house.parts.settings.data)
    path = kms_master_path(place)
    assert [found.text for found in check_kms(place)] == ["none yet"]
    replace_file(path, bytes(range(32)))
    assert [found.level for found in check_kms(place)] == ["ok"]
    house.kms("CreateKey")
    assert [found.level for found in check_kms(place)] == ["ok"]
    replace_file(path, bytes(32))
    (found,) = check_kms(place)
    assert (found.level, "not the file" in found.text) == ("problem", True)
    path.chmod(0o644)
    (found,) = check_kms(place)
    assert (found.level, "mode 644" in found.text) == ("problem", True)
    path.unlink()
    (found,) = check_kms(place)
    assert (found.level, "missing" in found.text) == ("problem", True)
