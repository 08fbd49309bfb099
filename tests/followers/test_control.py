"""Questions over a Unix socket: bounded, private, answered even when they make no sense."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lading.server.control import ControlUnavailable, ask, control_socket


async def echo(question: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"heard": question["word"]}


async def fail(_question: Mapping[str, Any]) -> Mapping[str, Any]:
    raise ZeroDivisionError("a bug")


def answers(path: Path, *questions: Mapping[str, Any]) -> list[dict[str, Any]]:
    async def run() -> list[dict[str, Any]]:
        async with control_socket(path, {"echo": echo, "fail": fail}):
            return [await asyncio.to_thread(ask, path, question, 5.0) for question in questions]

    return asyncio.run(run())


def test_a_question_is_answered(tmp_path: Path) -> None:
    assert answers(tmp_path / "s", {"do": "echo", "word": "a"}) == [{"heard": "a"}]


def test_what_is_no_question_is_answered_with_an_error(tmp_path: Path) -> None:
    found = answers(tmp_path / "s", {}, {"do": "harm"}, {"do": ["echo"]})
    assert [list(answer) for answer in found] == [["error"]] * 3


def test_a_question_that_is_too_long_is_not_sent(tmp_path: Path) -> None:
    with pytest.raises(ControlUnavailable, match="too long"):
        answers(tmp_path / "s", {"do": "echo", "word": "x" * 2_000_000})


def test_a_handler_that_fails_says_so_and_the_next_question_is_answered(tmp_path: Path) -> None:
    found = answers(tmp_path / "s", {"do": "fail"}, {"do": "echo", "word": "b"})
    assert found == [{"error": "ZeroDivisionError: a bug"}, {"heard": "b"}]


def test_a_path_longer_than_the_kernel_takes_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    assert answers(folder / "s", {"do": "echo", "word": "a"}) == [{"heard": "a"}]


def test_a_socket_left_by_a_crash_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with pytest.raises(ControlUnavailable):
        ask(path, {"do": "echo"}, 5.0)
    assert answers(path, {"do": "echo", "word": "a"}) == [{"heard": "a"}]


def test_nobody_there_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ControlUnavailable):
        ask(tmp_path / "none", {"do": "echo"}, 5.0)


def test_a_question_that_never_ends_does_not_keep_others_waiting(tmp_path: Path) -> None:
    async def run() -> dict[str, Any]:
        path = tmp_path / "s"
        async with control_socket(path, {"echo": echo}):
            silent = socket.socket(socket.AF_UNIX)
            with silent:
                await asyncio.to_thread(silent.connect, str(path))
                return await asyncio.to_thread(ask, path, {"do": "echo", "word": "a"}, 5.0)

    assert asyncio.run(run()) == {"heard": "a"}
