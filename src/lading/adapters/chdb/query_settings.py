"""Which engine settings a request may carry in its URL, and how far.

Only names listed here reach the engine; parameters that steer ClickHouse's HTTP transport are
accepted and do nothing, everything else is refused as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lading.adapters.chdb.errors import BAD_ARGUMENTS, UNKNOWN_SETTING, EngineRefusal

_ALLOWED: Final = frozenset(
    {
        "async_insert",
        "cast_string_to_dynamic_use_inference",
        "date_time_input_format",
        "date_time_output_format",
        "deduplicate_blocks_in_dependent_materialized_views",
        "insert_deduplicate",
        "insert_deduplication_token",
        "join_use_nulls",
        "log_comment",
        "max_block_size",
        "max_bytes_before_external_group_by",
        "max_bytes_before_external_sort",
        "max_bytes_to_read",
        "max_execution_time",
        "max_insert_block_size",
        "max_memory_usage",
        "max_result_bytes",
        "max_result_rows",
        "max_rows_to_group_by",
        "max_rows_to_read",
        "max_threads",
        "mutations_sync",
        "read_overflow_mode",
        "readonly",
        "result_overflow_mode",
        "session_timezone",
        "timeout_overflow_mode",
        "type_json_skip_duplicated_paths",
        "wait_for_async_insert",
    }
)
_ALLOWED_PREFIXES: Final = ("input_format_", "output_format_", "optimize_", "query_plan_")
_TRANSPORT: Final = frozenset(
    {
        "buffer_size",
        "cancel_http_readonly_queries_on_client_close",
        "client_protocol_version",
        "compress",
        "database",
        "decompress",
        "default_format",
        "enable_http_compression",
        "http_headers_progress_interval_ms",
        "query",
        "query_id",
        "quota_key",
        "role",
        "send_progress_in_http_headers",
        "session_check",
        "session_id",
        "session_timeout",
        "stacktrace",
        "wait_end_of_query",
    }
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,79}")
_VALUE_CHARACTERS_MAX: Final = 1024


@dataclass(frozen=True, slots=True)
class QueryCaps:
    """What one query may use at most; a request may ask for less, never for more."""

    seconds: float = 60.0
    memory_bytes: int = 1 << 30
    result_bytes: int = 256 << 20

    def settings(self) -> dict[str, str]:
        """Return the caps under the engine's names."""
        return {
            "max_execution_time": f"{self.seconds:g}",
            "max_memory_usage": str(self.memory_bytes),
            "max_result_bytes": str(self.result_bytes),
        }


def read_settings(parameters: Iterable[tuple[str, str]], caps: QueryCaps) -> dict[str, str]:
    """Return the engine settings of a request, with the caps applied.

    Raises `EngineRefusal` for names that are not allowed and for values out of bounds.
    """
    settings = caps.settings()
    for name, value in parameters:
        if name in _TRANSPORT or name.startswith("param_"):
            continue
        if name not in _ALLOWED and not name.startswith(_ALLOWED_PREFIXES):
            raise EngineRefusal(UNKNOWN_SETTING, "A setting of the request is not allowed.")
        if not _NAME.fullmatch(name) or len(value) > _VALUE_CHARACTERS_MAX:
            raise EngineRefusal(BAD_ARGUMENTS, "A setting of the request is out of bounds.")
        settings[name] = _capped(value, settings[name]) if name in caps.settings() else value
    return settings


def change_of(applied: Mapping[str, str], wanted: Mapping[str, str]) -> str | None:
    """Return the SET statement that leads from one set of settings to another, None if equal."""
    changes = [
        f"{name} = {_quoted(value)}" for name, value in wanted.items() if applied.get(name) != value
    ]
    changes += [f"{name} = DEFAULT" for name in applied if name not in wanted]
    return "SET " + ", ".join(changes) if changes else None


def _capped(value: str, cap: str) -> str:
    try:
        asked = float(value)
    except ValueError:
        raise EngineRefusal(BAD_ARGUMENTS, "A limit of the request is not a number.") from None
    return value if 0 < asked <= float(cap) else cap


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
