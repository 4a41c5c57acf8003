"""Copies what browsers need of the npm packages to mapapp/static/vendor, in folders that carry the version.

manifest.json beside them tells where each file is: {"leaflet.js": "leaflet-1.9.4/leaflet.js", ...}.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "mapapp" / "static" / "vendor"

# package -> {file or folder in the package: its name here}
WANTED = {
    "leaflet": {
        "dist/leaflet.js": "leaflet.js",
        "dist/leaflet.css": "leaflet.css",
        "dist/images": "images",
        "LICENSE": "LICENSE",
    },
    "supercluster": {"dist/supercluster.min.js": "supercluster.js", "LICENSE": "LICENSE"},
}


def copy_package(name: str, files: dict[str, str]) -> dict[str, str]:
    """Copies one package; the manifest's entries for it."""
    source = ROOT / "node_modules" / name
    version = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    target = VENDOR / f"{name}-{version}"
    target.mkdir(parents=True)
    for inside, here in files.items():
        copy = shutil.copytree if (source / inside).is_dir() else shutil.copyfile
        copy(source / inside, target / here)
    return {here: f"{target.name}/{here}" for here in files.values() if "." in here}


def main() -> None:
    """Makes the folder anew, so that nothing of an earlier version stays."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest: dict[str, str] = {}
    for name, files in WANTED.items():
        manifest |= copy_package(name, files)
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
