"""The console's unit tests: pure logic, in Node."""

from __future__ import annotations

import pytest

from .conftest import Tool


@pytest.mark.timeout(600)
def test_units(console_tool: Tool) -> None:
    """Vitest finds nothing wrong."""
    console_tool("units")
