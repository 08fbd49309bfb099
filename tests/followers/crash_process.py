"""Followers in processes of their own that die at a named step, one after the other.

    python crash_process.py ANALYTICS_URL

Each line on stdin is `DATA STEP:COUNT`: a fork delivers what is in DATA and trims until nothing
is left to do, or until it is killed. How it ended is written to stdout: 0, or minus the signal.
"""

import os
import sys
from pathlib import Path

from lading.adapters.clickhouse import ClickHouseAnalytics
from lading.adapters.sqlite import SqliteDatabase, database_path
from lading.audit import steps
from lading.folders import DataFolder
from lading.followers.sources import Sources
from lading.followers.trim import trim_journals
from lading.server.analytics_access import analytics_access
from lading.server.clerk import history_follower
from lading.server.log_lines import set_up_logging
from lading.settings import Settings


def main(analytics_url: str) -> None:
    set_up_logging("crash", "json", "error")
    for line in sys.stdin:
        data, _, kill_at = line.strip().rpartition(" ")
        child = os.fork()
        if child == 0:
            follow(Path(data), analytics_url, kill_at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def follow(data: Path, analytics_url: str, kill_at: str) -> None:
    orders = data / "kill"
    orders.mkdir(exist_ok=True)
    name, _, count = kill_at.partition(":")
    (orders / name).write_text(count)
    steps._folder = str(orders)
    settings = Settings(
        data=data, analytics_url=analytics_url, history_batch_records=10, history_days=3653
    )
    access = analytics_access(settings)
    analytics = ClickHouseAnalytics(access.url, access.user, access.secret)
    database = SqliteDatabase(database_path(data), read_only=True)
    journal = DataFolder(data).journal
    follower = history_follower(settings, analytics, Sources(journal, database))
    idle = False
    while not idle:
        before = follower.progress.batches
        follower.advance()
        assert follower.progress.last_error is None, follower.progress.last_error
        idle = follower.progress.batches == before
        trim_journals(journal, [follower])


if __name__ == "__main__":
    main(sys.argv[1])
