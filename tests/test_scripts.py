"""What installs and starts mapapp: scripts, lock files, the browser's libraries, the catalogues' check."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from subprocess import DEVNULL
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from mapapp.config import ROOT

SCRIPTS = [ROOT / "script" / name for name in ("setup", "serve", "test", "check", "lock", "lib.sh")] + [
    ROOT / ".ci" / "run"
]


def load(name: str) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "script" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bash(command: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a command that knows the functions of script/lib.sh; only programs in ``path`` are found."""
    shell = f'. "$0"; {f"PATH={path};" if path else ""} {command}'
    library = ROOT / "script" / "lib.sh"
    return subprocess.run(["bash", "-euc", shell, library], capture_output=True, text=True, check=False, stdin=DEVNULL)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_are_whole(script: Path) -> None:
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert script.name == "lib.sh" or os.access(script, os.X_OK)


def test_a_second_set_up_does_nothing_and_says_nothing() -> None:
    first = subprocess.run([ROOT / "script/setup", "--dev"], capture_output=True, text=True, check=False)
    second = subprocess.run([ROOT / "script/setup", "--dev"], capture_output=True, text=True, check=False)
    assert first.returncode == second.returncode == 0
    assert second.stdout + second.stderr == ""


def test_without_rights_the_exact_line_is_said(tmp_path: Path) -> None:
    for name, says in {"id": "echo 1000", "apt-get": "true"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{says}\n")
        (tmp_path / name).chmod(0o755)
    done = bash("install_packages python3-venv postgresql-postgis", path=str(tmp_path))
    assert done.returncode == 2
    assert "apt-get update && apt-get install --no-install-recommends python3-venv postgresql-postgis" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_apt_the_missing_packages_are_named(tmp_path: Path) -> None:
    done = bash("install_packages postgresql-postgis", path=str(tmp_path))
    assert done.returncode == 2
    assert "missing here: postgresql-postgis" in done.stderr


def test_without_a_python_that_is_new_enough(tmp_path: Path) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    assert bash("find_python", path=str(tmp_path)).returncode == 1


@pytest.mark.parametrize("name", ["runtime", "dev", "npm"])
def test_every_python_package_is_locked_with_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {
        "runtime": project["dependencies"],
        "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for name, wanted in asked.items():
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE))
        names = {re.split(r"[\[<>=~!;]", one)[0].strip() for one in wanted} - {"mapapp"}
        assert names <= locked


def test_the_packages_of_the_browser_are_locked_by_content_and_not_by_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_every_library_of_the_browser_is_where_the_manifest_says() -> None:
    vendor = ROOT / "mapapp" / "static" / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text())
    assert {"leaflet.js", "leaflet.css", "supercluster.js"} <= set(manifest)
    for path in manifest.values():
        assert (vendor / path).stat().st_size > 0
        assert (vendor / path).with_name("LICENSE").exists()


class TestCatalogueCheck:
    """script/check_catalogues.py finds each way in which a catalogue is not complete."""

    check = load("check_catalogues")

    def wanted(self) -> Catalog:
        catalogue = Catalog()
        catalogue.add("One %(name)s", locations=[("a.py", 0)], flags=["python-format"])
        catalogue.add(("%(num)s day", "%(num)s days"), locations=[("a.py", 0)], flags=["python-format"])
        return catalogue

    def complete(self) -> Catalog:
        catalogue = Catalog(locale="en")
        catalogue.add("One %(name)s", "One %(name)s", flags=["python-format"])
        catalogue.add(("%(num)s day", "%(num)s days"), ("%(num)s day", "%(num)s days"), flags=["python-format"])
        return catalogue

    def test_a_complete_one_passes(self) -> None:
        assert not list(self.check.problems(self.complete(), self.wanted()))

    @pytest.mark.parametrize(
        ("string", "flags", "said"),
        [("", [], "empty"), ("X %(name)s", ["fuzzy"], "fuzzy"), ("X %(other)s", ["python-format"], "unknown named")],
    )
    def test_a_bad_message_fails(self, string: str, flags: list[str], said: str) -> None:
        catalogue = self.complete()
        catalogue.delete("One %(name)s")
        catalogue.add("One %(name)s", string, flags=flags)
        (problem,) = self.check.problems(catalogue, self.wanted())
        assert said in problem

    def test_a_missing_message_and_a_missing_plural_fail(self) -> None:
        catalogue = Catalog(locale="en")
        catalogue.add(("%(num)s day", "%(num)s days"), ("%(num)s day", ""))
        assert [line.partition(":")[0] for line in self.check.problems(catalogue, self.wanted())] == [
            "missing",
            "empty",
        ]

    def test_finds_the_words_of_the_program(self) -> None:
        found = {message.id for message in self.check.template() if message.id}
        assert len(found) > 100
