"""Runs benchmarks and writes what they print to docs/benchmarks.md, each under its own heading.

    python -m tests.bench.write photos submissions [--from FILE]

``--from`` takes what one benchmark printed before instead of running it. What other benchmarks said stays as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
ABOUT = {
    "laboratory": "100 000 laboratory results of one XLSX become records, beside reading and copying the same cells",
    "photos": "A photo of 12 megapixels becomes its public sizes, beside Pillow's own quickest way",
    "submissions": "Five reports a second, each with a photo of 12 megapixels, while server and database are killed",
    "uploads": "Photos alone, received and made public by a job, while server and database are killed",
}
_OF_PHOTOS = ("flask", "gunicorn", "pillow", "procrastinate")
_LIBRARIES = {"laboratory": ("python-calamine", "psycopg", "sqlalchemy")}
_HEAD = """# Benchmarks

What was measured, where, and beside what. A figure without its machine says little: compare ratios, and run them again
with `.venv/bin/python -m tests.bench.write NAME...` (not part of the tests: they take long and want a quiet machine).
"""


def section(name: str, printed: str) -> str:
    """One benchmark's part of the page."""
    libraries = ", ".join(f"{one} {version(one)}" for one in _LIBRARIES.get(name, _OF_PHOTOS))
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {libraries}"
    ran = f"`python -m tests.bench.{name}`, {datetime.now(UTC):%Y-%m-%d}, {machine}"
    return f"<!-- {name} -->\n## {ABOUT[name]}\n\n{ran}\n\n```text\n{printed.strip()}\n```\n<!-- end of {name} -->\n"


def put(page: str, name: str, part: str) -> str:
    """The page with that part in the place of its earlier one, or at the end."""
    earlier = re.compile(rf"<!-- {name} -->.*?<!-- end of {name} -->\n", re.DOTALL)
    return earlier.sub(lambda _match: part, page) if earlier.search(page) else f"{page}\n{part}"


def main() -> int:
    """Writes the page; the number of benchmarks that failed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("names", nargs="+", choices=sorted(ABOUT))
    options.add_argument("--from", dest="file", type=Path)
    asked = options.parse_args()
    page = PAGE.read_text("utf-8") if PAGE.exists() else _HEAD
    failed = 0
    for name in asked.names:
        if asked.file is None:
            command = [sys.executable, "-m", f"tests.bench.{name}"]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            failed += done.returncode != 0
            printed = done.stdout
        else:
            printed = asked.file.read_text("utf-8")
        page = put(page, name, section(name, printed))
        PAGE.write_text(page, "utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main())
