"""The clerk as a process: asked over its socket, stopped, killed, and without analytics."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.followers.conftest import AnalyticsRole, Place, record, wait_for
from tests.free_ports import free_port

from lading.folders import DataFolder
from lading.server.control import ControlUnavailable, ask
from lading.services.cloudtrail.history import lookup


@contextmanager
def clerk(folder: DataFolder, analytics_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "LADING_DATA": str(folder.root),
        "LADING_ANALYTICS_URL": analytics_url,
        "LADING_HISTORY_DAYS": "3653",
        "LADING_STOP_SECONDS": "10",
    }
    folder.master_key.write_bytes(bytes(32))
    process = subprocess.Popen([sys.executable, "-m", "lading.server.clerk"], env=environment)
    try:
        wait_for(lambda: answers(folder))
        yield process
    finally:
        process.kill()
        process.wait(60)


def answers(folder: DataFolder) -> bool:
    try:
        return "followers" in ask(folder.clerk_socket, {"do": "status"}, 60)
    except ControlUnavailable:
        return False


def status(folder: DataFolder) -> dict[str, Any]:
    followers = ask(folder.clerk_socket, {"do": "status"}, 60)["followers"]
    return next(dict(one) for one in followers if one["name"] == "history")


def event_ids(role: AnalyticsRole, account: str) -> list[str]:
    client = role.client()
    page = lookup(client, account, "us-east-1", None, None, None, limit=1000)
    client.close()
    return sorted(event.event_id for event in page.events)


def test_flush_status_kill_and_stop(place: Place, role: AnalyticsRole) -> None:
    """After a flush all is visible; a kill -9 changes nothing; a stop delivers what waits."""
    account = "300000000001"
    journal = place.journal()
    with clerk(place.folder, role.url_with_secret) as process:
        journal.write(record("a", account))
        place.commit(record("b", account))
        flushed = ask(place.folder.clerk_socket, {"do": "flush", "seconds": 60}, 70)
        assert flushed["flushed"] is True
        assert event_ids(role, account) == ["a", "b"]
        history = status(place.folder)
        assert (history["lag_journal_bytes"], history["lag_table_records"]) == (0, 0)
        assert history["delivered_records"] == 2
        assert place.folder.clerk_socket.stat().st_mode & 0o777 == 0o600
        assert "error" in ask(place.folder.clerk_socket, {"do": "harm"}, 5)
        process.kill()
        process.wait(60)
    place.commit(record("c", account))
    with clerk(place.folder, role.url_with_secret) as process:
        journal.write(record("d", account))
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert event_ids(role, account) == ["a", "b", "c", "d"]


def test_without_analytics_the_clerk_waits_and_goes_on_by_itself(
    place: Place, role: AnalyticsRole
) -> None:
    account = "300000000002"
    port = free_port()
    own = AnalyticsRole(place.folder.root, port)
    place.commit(record("a", account))
    try:
        with clerk(place.folder, own.url_with_secret):
            wait_for(lambda: status(place.folder)["failures_in_a_row"] > 0)
            assert "AnalyticsUnavailable" in status(place.folder)["last_error"]
            own.start()
            assert ask(place.folder.clerk_socket, {"do": "flush", "seconds": 60}, 70)["flushed"]
            assert status(place.folder)["last_error"] is None
        assert event_ids(own, account) == ["a"]
    finally:
        own.stop()
