"""Builds the web console and compiles the catalogues before anything is packaged."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import uibuild  # noqa: E402 - the hook runs before the project can be imported


class ConsoleBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Asks for Node.js from the package index only when the machine has none that will do."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        needs_node = not (_is_skipped() or uibuild.is_fresh() or uibuild.system_node())
        return ["babel>=2.17", *([uibuild.NODE_WHEEL] if needs_node else [])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install reads the templates where they lie; a copy would only grow stale.
        if self.target_name == "wheel" and version != "editable":
            build_data["force_include"][str(Path(self.root, "templates"))] = "ticketing/templates"
        # Babel is there only once dependencies() has been honoured.
        import catalogues

        catalogues.compile_all()
        if _is_skipped():
            print("web console: skipped because REXIAN_UI=skip", file=sys.stderr)
            return
        try:
            uibuild.build()
        except uibuild.Failed as failure:
            raise SystemExit(str(failure)) from None


def _is_skipped() -> bool:
    return os.environ.get("REXIAN_UI") == "skip"
