"""`python -m bench.duckdb_load FOLDER DATABASE WAY`: DuckDB loads log files into a table.

Prints the rows and the seconds it took. The ways are what its documentation leads to: everything
inferred, or the members of a record kept as JSON.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

import orjson

WAYS = {
    "inferred": "SELECT unnest(Records) FROM read_json(?)",
    "JSON columns": "SELECT unnest(Records, max_depth := 2) FROM read_json(?, maximum_depth = 3)",
}


def main() -> None:
    """Load once."""
    folder, database, way = sys.argv[1:]
    duckdb: Any = import_module("duckdb")
    connection = duckdb.connect(database)
    began = time.perf_counter()
    connection.execute(f"CREATE TABLE events AS {WAYS[way]}", [f"{folder}/**/*.json.gz"])
    connection.execute("CHECKPOINT")
    seconds = time.perf_counter() - began
    rows = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    print(orjson.dumps({"rows": rows, "seconds": seconds}).decode())


if __name__ == "__main__":
    main()
