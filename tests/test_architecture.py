"""The structure of docs/adr/0001 holds: arrows, rings, sizes, and reasons beside every exception."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAX_MODULE_LINES, MAX_FUNCTION_LINES, MAX_PARAMETERS = 300, 50, 6

# A package of ours -> what it may import. The longest matching name on the left is the rule; itself is always allowed.
ARROWS: dict[str, tuple[str, ...]] = {
    "mapapp.spatial": (),
    "mapapp.config": (),
    "mapapp.instance": ("mapapp.config",),
    "mapapp.errors": (),
    "mapapp.cluster": ("mapapp.config", "mapapp.instance"),
    "mapapp.core": ("mapapp.spatial", "mapapp.config", "mapapp.errors"),
    "mapapp.layers": ("mapapp.core", "mapapp.spatial"),
    "mapapp.accounts": ("mapapp.core", "mapapp.errors", "mapapp.config"),
    "mapapp.photos": ("mapapp.core", "mapapp.errors", "mapapp.config", "mapapp.accounts"),
    "mapapp.domains": (
        "mapapp.core",
        "mapapp.spatial",
        "mapapp.layers",
        "mapapp.errors",
        "mapapp.accounts",
        "mapapp.photos",
    ),
    "mapapp.analysis": ("mapapp.layers", "mapapp.spatial", "mapapp.core"),
    # A visit is one deed that writes an observation and its samples: the one place where two domains meet in a write.
    "mapapp.fieldwork": (
        "mapapp.core",
        "mapapp.errors",
        "mapapp.spatial",
        "mapapp.layers",
        "mapapp.accounts",
        "mapapp.photos",
        "mapapp.domains.reports",
        "mapapp.domains.samples",
    ),
    "mapapp.publish": (
        "mapapp.layers",
        "mapapp.analysis",
        "mapapp.spatial",
        "mapapp.core",
        "mapapp.errors",
        "mapapp.config",
    ),
    "mapapp.notify": (
        "mapapp.core",
        "mapapp.config",
        "mapapp.accounts",
        "mapapp.errors",
        "mapapp.spatial",
        "mapapp.domains.reports.events",
    ),
    "mapapp.migrations": (
        "mapapp.core",
        "mapapp.domains",
        "mapapp.accounts",
        "mapapp.photos",
        "mapapp.notify",
        "mapapp.fieldwork",
    ),
    "mapapp.cli": ("mapapp",),
    "mapapp.server": ("mapapp",),
    "mapapp.contents": ("mapapp",),
    "mapapp": ("mapapp",),
    "importers": (
        "mapapp.cli",
        "mapapp.core",
        "mapapp.config",
        "mapapp.domains",
        "mapapp.spatial",
        "mapapp.layers",
        "mapapp.accounts",  # its pages ask who is bringing the file
        "mapapp.errors",
    ),
}
# Siblings below these never import one another, but for the pairs named (each with its reason).
APART = ("mapapp.domains", "mapapp.publish")
NAMED_PAIRS = {
    ("mapapp.publish.exports", "mapapp.publish.maps"): "the self-contained file is the map page with its data inside",
    ("mapapp.publish.pages", "mapapp.publish.maps"): "a record's page shows the record on the same map",
}
SHARED_IN = {"mapapp.publish": tuple(f"mapapp.publish.{name}" for name in ("conditions", "summary", "compress"))}
TOP_LEVEL = {
    "mapapp",
    "data",
    "importers",
    "templates",
    "tests",
    "script",
    "docs",
    "requirements",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "package.json",
    "package-lock.json",
}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> set[str]:
    """Every module of ours that the file imports anywhere, also inside functions and for types only."""
    known = {module_name(one) for one in python_files("mapapp", "importers")}
    package = module_name(path) if path.name == "__init__.py" else module_name(path).rpartition(".")[0]
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                stem = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*stem, base] if base else stem)
            found |= {f"{base}.{a.name}" if f"{base}.{a.name}" in known else base for a in node.names}
    return {name for name in found if name.split(".")[0] in ("mapapp", "importers")}


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def rule_for(name: str) -> str:
    """The rule of a module; only create_app itself falls under the rule "mapapp"."""
    return max((one for one in ARROWS if inside(name, one) and (one != "mapapp" or name == "mapapp")), key=len)


def sibling(name: str, parent: str) -> str:
    return ".".join(name.split(".")[: parent.count(".") + 2])


def wrong_arrows(name: str, imported: set[str]) -> Iterator[str]:
    rule = rule_for(name)
    for target in imported:
        allowed = inside(target, rule) or any(inside(target, one) for one in ARROWS[rule])
        if target == "mapapp" and rule not in ("mapapp", "mapapp.cli", "mapapp.server"):
            allowed = False  # nobody imports create_app
        if rule.startswith("mapapp") and inside(target, "importers"):
            allowed = False  # importers attach through an entry point
        for parent in APART:
            if inside(name, parent) and inside(target, parent) and target not in SHARED_IN.get(parent, ()):
                pair = (sibling(name, parent), sibling(target, parent))
                allowed = allowed and (pair[0] == pair[1] or target == parent or pair in NAMED_PAIRS)
        if not allowed:
            yield f"{name} must not import {target}"


def test_arrows_point_the_right_way() -> None:
    wrong = [
        line
        for path in python_files("mapapp", "importers")
        for line in wrong_arrows(module_name(path), imports_of(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_rules_can_fail() -> None:
    assert list(wrong_arrows("mapapp.spatial.bbox", {"mapapp.core.database"}))
    assert list(wrong_arrows("mapapp.domains.reports.views", {"mapapp.domains.samples.models"}))
    assert list(wrong_arrows("mapapp.publish.maps.views", {"mapapp.domains.reports.models"}))
    assert list(wrong_arrows("mapapp.core.health", {"importers.read"}))
    assert list(wrong_arrows("importers.read", {"mapapp"}))
    assert not list(wrong_arrows("mapapp.publish.exports.html", {"mapapp.publish.maps.page"}))


def test_there_is_no_import_ring() -> None:
    graph = {module_name(path): imports_of(path) - {module_name(path)} for path in python_files("mapapp", "importers")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import ring: {' -> '.join(error.args[1])}")


def test_no_module_is_too_long() -> None:
    files = [path for path in python_files("mapapp", "importers", "tests", "script") if "versions" not in path.parts]
    files += [path for path in (ROOT / "mapapp/static").rglob("*.js") if "vendor" not in path.parts]
    counted = {path: len(path.read_text("utf-8").splitlines()) for path in files}
    assert not [f"{path}: {lines}" for path, lines in counted.items() if lines > MAX_MODULE_LINES]


def test_no_function_is_too_long_or_takes_too_much() -> None:
    wrong = []
    for path in python_files("mapapp", "importers"):
        if "versions" in path.parts:
            continue  # written by Alembic
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                taken = len(node.args.args + node.args.kwonlyargs + node.args.posonlyargs)
                if lines > MAX_FUNCTION_LINES or taken > MAX_PARAMETERS + 1:
                    wrong.append(f"{path}:{node.lineno} {node.name}: {lines} lines, {taken} parameters")
    assert not wrong, "\n".join(wrong)


def test_every_exception_has_its_reason() -> None:
    mark = re.compile(r"# type: ignore|# noqa|pytest\.mark\.(skip|xfail)|pytest\.skip\(|# nosec")
    reason = re.compile(r"#.*(?:type: ignore\[[\w, -]+\]|noqa: [\w, ]+)\s+(?:#|--|—) ?\w+|reason=|pytest\.skip\(.+\w")
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("mapapp", "importers", "tests", "script")
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if mark.search(line) and not reason.search(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_top_level_stays_as_the_user_fixed_it() -> None:
    ignored = {"instance", "node_modules", "mapapp.egg-info", "build", "dist"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name != "__pycache__"}
    assert found - ignored <= TOP_LEVEL


def test_domains_use_the_same_file_names() -> None:
    allowed = {"__init__", "models", "states", "service", "queries", "forms", "views", "present", "layer", "words"}
    extra = {
        # What the rules find in numbers alone, how long samples keep, and what is written down of both.
        "quality": {"judge", "holding", "flags", "again"},
        # Codes for bottles, pasted lists of places, results side by side, rows of files.
        "campaigns": {"labels", "places", "compared", "files"},
        # Rows written by the set: columns, what comes in, lines for COPY, new and changed rows, all of it.
        "loading": {"tables", "rows", "lines", "staging", "writer"},
        # With results beside their norms as tables and as charts.
        "samples": {"undo", "access", "limits", "comparison", "fitting", "tables", "charts"},
        "profiles": {"course"},  # where places lie along a river
        "substances": {"charts"},
        # Which set a page shows; results compared again; what several pollutants or a class of water add up to.
        "norms": {"sets", "assess", "summation", "classes"},
        "site": {"added", "classes"},  # what only the page of a point shows: sums of shares in air, classes of water
        "reports": {"events"},
        # Which yearly figures may be compared, what a whole region released, and how both are drawn and tabled.
        "facilities": {"yearly", "totals", "charts", "tables"},
        "emissions": {"sheet"},
        "areas": {"series"},
        # One form with many fields, places written in many ways, photos that come before it, and what comes after it.
        "intake": {"places", "nearby", "jobs", "contacts", "fields", "gazetteer", "received", "aftercare"}
        | {"routes", "pages", "uploads", "mine"},  # its addresses, by who asks: nobody yet, a script, the sender
        # Deciding is many small deeds; each file is one kind of them, and what all go through is ``deciding``.
        "moderation": {
            "merging",
            "history",
            "jobs",
            "deciding",
            "editing",
            "pictures",
            "evidence",
            "bulk",
            "personal",
            "story",
            "verbs",
            "lines",
            "public",
        },
    }
    for path in python_files("mapapp/domains"):
        domain = path.parent.name
        if domain != "domains":
            assert path.stem in allowed | extra.get(domain, set()), path
