"""Write constraints.txt anew: every package that netmatrix needs, at one version, with hashes.

    .venv/bin/python tools/pin.py               keep the pinned versions, add what is missing
    .venv/bin/python tools/pin.py --upgrade     take the newest versions that fit pyproject.toml

pip resolves the dependencies of pyproject.toml (with the test extra and the build backend) for
the Python that runs this script, then names the wheels of the pinned versions for every Python
and platform below.  Only names, versions, markers and hashes are written, no address: the file
works with whatever index pip is set up to use.  Nothing is installed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12")
PLATFORMS = {
    "linux x86_64": ("manylinux2014_x86_64", "manylinux_2_28_x86_64"),
    "linux aarch64": ("manylinux2014_aarch64", "manylinux_2_28_aarch64"),
    "macos arm64": ("macosx_11_0_arm64", "macosx_12_0_arm64", "macosx_14_0_arm64"),
}
MARKED = ("setuptools",)
"""Needed from Python 3.12 on only; pip weighs such markers by the Python that runs it."""
NEEDED = "linux x86_64"
"""The platform that must be complete; wheels for the others are listed where they exist."""

HEADER = """\
# Every package of a netmatrix environment, with the hashes of its wheels. Written by tools/pin.py.
#   pip install --require-hashes -r constraints.txt
#   pip install --no-deps --no-build-isolation -e .
"""


def canonical(name: str) -> str:
    """A distribution's name in the one spelling that indexes use."""
    return re.sub(r"[-_.]+", "-", name).lower()


def resolve(arguments: Iterable[str]) -> list[dict[str, Any]]:
    """What pip would install for ``arguments``, as the ``install`` list of its report.

    Raises ``subprocess.CalledProcessError`` where pip finds no solution.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed",
             "--no-cache-dir", "--only-binary=:all:", "--report", str(report),
             "--target", str(Path(folder, "target")), *arguments],
            check=True,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        items: list[dict[str, Any]] = json.loads(report.read_text())["install"]
    return items


def requirements() -> list[str]:
    """The direct requirements: the program's, the tests' and the build backend's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["test"],
        *project["build-system"]["requires"],
        *MARKED,
    ]


def pinned(path: Path) -> dict[str, str]:
    """The versions that a constraints file names, by canonical name; empty without the file."""
    if not path.is_file():
        return {}
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(), re.MULTILINE))


def versions(keep: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Name to (version, marker): one version for all Pythons, a marker where only one needs it."""
    found: dict[str, dict[str, str]] = {}
    for python in PYTHONS:
        options = ["--python-version", python]
        for platform in PLATFORMS[NEEDED]:
            options += ["--platform", platform]
        chosen = dict(keep)
        for versions_so_far in found.values():
            chosen |= versions_so_far
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraints:
            constraints.writelines(f"{name}=={version}\n" for name, version in chosen.items())
            constraints.flush()
            items = resolve([*options, "-c", constraints.name, *requirements()])
        found[python] = {
            canonical(item["metadata"]["name"]): item["metadata"]["version"] for item in items
        }
    out: dict[str, tuple[str, str]] = {}
    for name in sorted({name for names in found.values() for name in names}):
        pythons = [python for python in PYTHONS if name in found[python]]
        marker = "" if len(pythons) == len(PYTHONS) else f'python_version == "{pythons[0]}"'
        out[name] = (found[pythons[0]][name], marker)
    return out


def hashes(pins: dict[str, tuple[str, str]]) -> dict[str, set[str]]:
    """The SHA-256 of the wheels of ``pins`` for every Python and platform."""
    out: dict[str, set[str]] = {name: set() for name in pins}
    for python in PYTHONS:
        for label, tags in PLATFORMS.items():
            options = ["--no-deps", "--python-version", python]
            for tag in tags:
                options += ["--platform", tag]
            names = [n for n, (_, m) in pins.items() if not m or python in m]
            while names:
                try:
                    items = resolve([*options, *(f"{name}=={pins[name][0]}" for name in names)])
                except subprocess.CalledProcessError as error:
                    message = error.stderr.decode()
                    missing = re.search(r"No matching distribution found for ([^=\s]+)==", message)
                    if missing is None or label == NEEDED:
                        raise SystemExit(message) from error
                    print(f"{label}, Python {python}: no wheel of {missing[1]}", file=sys.stderr)
                    names.remove(canonical(missing[1]))
                    continue
                for item in items:
                    archive = item["download_info"]["archive_info"]
                    out[canonical(item["metadata"]["name"])].add(archive["hashes"]["sha256"])
                break
    return out


def render(pins: dict[str, tuple[str, str]], digests: dict[str, set[str]]) -> str:
    """The text of constraints.txt."""
    parts = [HEADER]
    for name, (version, marker) in pins.items():
        lines = [f"{name}=={version}" + (f" ; {marker}" if marker else "")]
        lines += [f"    --hash=sha256:{digest}" for digest in sorted(digests[name])]
        parts.append(" \\\n".join(lines) + "\n")
    return "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest fitting versions")
    arguments = parser.parse_args()
    path = ROOT / "constraints.txt"
    pins = versions({} if arguments.upgrade else pinned(path))
    path.write_text(render(pins, hashes(pins)), encoding="utf-8")
    print(f"{path.name}: {len(pins)} packages")


if __name__ == "__main__":
    main()
