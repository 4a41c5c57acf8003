"""Fails when a word of the interface has no translation in kk, ru or en; ``--update`` adds new words to the catalogues.

After ``--update`` the new entries of kk and ru are empty, for people to fill in; those of en repeat the source.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "mapapp" / "translations"
LANGUAGES = ("kk", "ru", "en")
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}

# As create_app sets Jinja up; a template with an error fails instead of being left out.
JINJA = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}


def template() -> Catalog:
    """Every message that the program uses, with the files that use it."""
    methods, options = [], {}
    for mapping in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]:
        patterns = mapping["pattern"] if isinstance(mapping["pattern"], list) else [mapping["pattern"]]
        for pattern in patterns:
            methods.append((pattern, mapping["method"]))
            options[pattern] = JINJA if mapping["method"] == "jinja2" else {}
    catalogue = Catalog(project="mapapp", fuzzy=False)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_ours)
    for file, _line, message, comments, context in found:
        # No line numbers: they would change the catalogues with every edit of the program.
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalogue


def problems(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    """What keeps the catalogue from being complete, one line each."""
    for message in wanted:
        if not message.id:
            continue
        own = catalogue.get(message.id, message.context)
        where = next((file for file, _ in message.locations), "")
        if own is None:
            yield f"missing: {_short(message)} ({where})"
        elif own.fuzzy:
            yield f"fuzzy: {_short(message)}"
        elif not all(own.string if isinstance(own.string, tuple | list) else [own.string]):
            yield f"empty: {_short(message)} ({where})"
        else:
            yield from (f"{error}: {_short(message)}" for error in own.check(catalogue))


def update(language: str, wanted: Catalog) -> None:
    """Writes the language's catalogue anew: translations kept, new messages added, unused ones dropped."""
    catalogue = _read(language)
    catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# Words of mapapp; script/check_catalogues.py --update adds the new ones."
    if language == "en":
        for message in catalogue:
            if message.id and not _filled(message):
                message.string = message.id
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)


def main() -> int:
    """Checks, or updates and then checks; the number of languages that are not complete."""
    wanted, incomplete = template(), 0
    for language in LANGUAGES:
        if "--update" in sys.argv[1:]:
            update(language, wanted)
        found = list(problems(_read(language), wanted))
        print(f"{language}: {len(list(wanted)) - 1} messages, {len(found)} to do")
        for line in found[:40]:
            print(f"  {line}")
        incomplete += bool(found)
    return incomplete


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, project="mapapp", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _path(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def _ours(folder: str | Path) -> bool:
    name = Path(folder).name
    return not name.startswith((".", "_")) and name not in {"node_modules", "instance", "static", "data"}


def _filled(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _short(message: Message) -> str:
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return repr(text if len(text) < 90 else text[:89] + "…")


if __name__ == "__main__":
    sys.exit(main())
