"""Puts the built console into the wheel; an editable installation gets it from `make setup`."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleBuildHook(BuildHookInterface[Any]):
    """Runs tools/console.py before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console, unless `version` is that of an editable installation."""
        if version == "editable":
            return
        tool = runpy.run_path(str(Path(self.root) / "tools/console.py"))
        left_out = tool["LeftOut"]
        try:
            tool["build"]()
        except left_out as why:
            self.app.display_warning(f"the console is left out of this wheel: {why}")
            return
        build_data["artifacts"].append("src/lading/console_files/**")
