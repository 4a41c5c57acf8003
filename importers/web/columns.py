"""The step of the columns: a form of what every column is, and the tables of a mapping that it says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from importers.columns import toml_parts as parts
from importers.columns.guess import make_plan
from importers.columns.headings import PERSONAL, scaled
from importers.columns.mapping import FileMapping, as_tables, from_tables
from importers.errors import BadValue, ImportProblem
from importers.values.fields import PARSERS, Style, known_fields
from importers.values.texts import plain
from importers.web.said import said
from importers.web.words import GROUPS, Group
from mapapp.core.i18n import Words

EXTRA, LEFT_OUT, WIDE, BESIDE = "extra", "ignore", "wide", "beside"
CONSTANTS = ("medium", "substance", "unit", "basis", "sampled_on", "precision")
OF_THE_FILE = ("laboratory", "accreditation")  # said with the file, for the rows that do not say it themselves
_KIND = "samples"


@dataclass(slots=True)
class Form:
    """What was chosen, by the name of the form's field, and what is wrong with it; "" for the form as a whole."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)


def groups() -> list[Group]:
    """What a column can be, in groups."""
    known = set(known_fields(_KIND))
    found = [Group(one.title, {name: text for name, text in one.fields.items() if name in known}) for one in GROUPS]
    return [one for one in found if one.fields]


def digest(headings: Sequence[str]) -> str:
    """What stands for these headings in a form: with other headings its columns mean something else."""
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()[:12]


def fresh(mapping: FileMapping, headings: Sequence[str], names: Mapping[str, str]) -> Form:
    """The form filled in with what a mapping says; ``names`` are those of the substances, by code."""
    field_of = {source.heading: name for name, source in mapping.columns.items()}
    field_of |= dict.fromkeys(_beside(mapping), BESIDE)
    values = {"headings": digest(headings)}
    for number, heading in enumerate(headings):
        wide = mapping.wide.get(heading)
        personal = plain(heading) in PERSONAL and heading not in mapping.keep
        nothing = LEFT_OUT if heading in mapping.ignore or personal else EXTRA
        values[f"column-{number}"] = WIDE if wide is not None else field_of.get(heading, nothing)
        substance = (wide or {}).get("substance", "")
        values[f"substance-{number}"] = names.get(substance, substance)
        values[f"unit-{number}"] = (wide or {}).get("unit", "")
    for name in CONSTANTS:
        text = mapping.constants.get(name, "")
        values[f"constant-{name}"] = names.get(text, text) if name == "substance" else text
    row = "" if mapping.header_row is None else str(mapping.header_row)
    return Form(
        {
            **values,
            "crs": mapping.crs,
            "swap": {True: "yes", False: "no", None: ""}[mapping.swap],
            "decimal": mapping.decimal,
            "date_format": mapping.dates.format,
            "sheet": mapping.sheet,
            "header_row": row,
            "encoding": mapping.encoding,
        }
    )


def sent(form: Mapping[str, str]) -> Form:
    """The form as it was sent; nothing of it is believed yet."""
    return Form({name: value.strip()[:300] for name, value in form.items() if name != "csrf_token"})


def coded(form: Form, names: Mapping[str, str]) -> Form:
    """The form with the codes of the substances instead of the names under which they were shown."""
    codes = {name.casefold(): code for code, name in names.items()}
    values = {
        name: codes.get(text.casefold(), text) if name.startswith(("substance-", "constant-substance")) else text
        for name, text in form.values.items()
    }
    return Form(values, form.errors)


def way_of_reading(form: Form, before: FileMapping) -> FileMapping:
    """How the file is to be read before its columns can mean anything; what cannot be used is noted in the form."""
    return from_tables(_way(form, before), "")


def read(form: Form, headings: Sequence[str], before: FileMapping, about: Mapping[str, str]) -> FileMapping | None:
    """The mapping that the form says; None when something in it cannot be, which is then noted in the form."""
    tables = {name: one for name, one in as_tables(before).items() if name in ("values", "ids")}
    tables |= _way(form, before)
    _take(form, "crs", tables, lambda text: parts.crs(text.upper() if ":" in text else f"EPSG:{text}"))
    _take(form, "swap", tables, lambda text: parts.flag("swap", {"yes": True, "no": False}.get(text)))
    _take(form, "decimal", tables, lambda text: parts.choice("decimal", text, (",", ".")))
    _take(form, "date_format", tables, _date_format)
    dates = {"format": tables.pop("date_format")} if "date_format" in tables else {}
    tables |= {**_columns(form, headings, before), "dates": dates}
    tables |= {"constants": _constants(form, before, about), "guess": False}
    if form.errors:
        return None
    try:
        mapping = from_tables({name: one for name, one in tables.items() if one not in ({}, "")}, "")
        make_plan(headings, _KIND, mapping, False)
    except ImportProblem as problem:
        form.errors[""] = said(problem.message)
        for name in str(problem.message.params.get("field", "")).split(", "):
            if name in CONSTANTS:
                form.errors[f"constant-{name}"] = _("Choose the column that says it, or say it here.")
        return None
    return mapping


def _way(form: Form, before: FileMapping) -> dict[str, Any]:
    tables: dict[str, Any] = {"delimiter": before.delimiter} if before.delimiter else {}
    _take(form, "sheet", tables, str)
    _take(form, "header_row", tables, lambda text: parts.positive("header_row", int(text) if text.isdecimal() else 0))
    _take(form, "encoding", tables, parts.encoding)
    return tables


def _take(form: Form, name: str, tables: dict[str, Any], reader: Callable[[str], Any]) -> None:
    text = form.values.get(name, "")
    if not text:
        return
    try:
        tables[name] = reader(text)
    except ImportProblem as problem:
        form.errors[name] = said(problem.message)


def _date_format(text: str) -> str:
    parts.date_format(text)
    return text


def _columns(form: Form, headings: Sequence[str], before: FileMapping) -> dict[str, Any]:
    """The tables of the columns: fields, results of one substance each, left out, kept although personal."""
    columns: dict[str, Any] = {}
    wide: dict[str, Any] = {}
    left: list[str] = []
    kept: list[str] = []
    factors, beside = scaled(_KIND), _beside(before)
    moved = {one for at, one in enumerate(headings) if form.values.get(f"column-{at}") != BESIDE}
    for number, heading in enumerate(headings):
        what = form.values.get(f"column-{number}", EXTRA)
        if what == WIDE:
            wide[heading] = _wide(form, number, _without(before.wide.get(heading, {}), moved))
        elif what == BESIDE and heading in beside:
            continue
        elif what == LEFT_OUT:
            left.append(heading)
        elif what in (EXTRA, BESIDE):
            kept.append(heading)
        elif what in columns:
            form.errors[f"column-{number}"] = _("Another column is this already. A row has one of each.")
        else:
            found = before.columns.get(what)
            times = found.times if found and found.heading == heading else None
            factor = factors.get(plain(heading))
            scale = times or (factor[1] if factor and factor[0] == what else None)
            columns[what] = {"heading": heading, "times": str(scale)} if scale else heading
    extra = {name: one for name, one in (("ignore", left), ("keep", kept)) if one}
    return {"columns": columns, "wide": wide, "extra": extra}


def _beside(mapping: FileMapping) -> set[str]:
    """The columns that say something of the results beside them, such as their uncertainty."""
    return {text for entry in mapping.wide.values() for name, text in entry.items() if name.endswith("_from")}


def _without(entry: Mapping[str, str], moved: Collection[str]) -> dict[str, str]:
    """What is said of a column of results, but for the columns beside it that are something else now."""
    return {name: text for name, text in entry.items() if not (name.endswith("_from") and text in moved)}


def _wide(form: Form, number: int, before: Mapping[str, str]) -> dict[str, str]:
    """What a column of one substance's results says; what was known besides stays while the substance does."""
    substance, unit = (form.values.get(f"{part}-{number}", "") for part in ("substance", "unit"))
    if not substance:
        form.errors[f"substance-{number}"] = _("Which substance is it?")
    if not unit and not form.values.get("constant-unit"):
        form.errors[f"unit-{number}"] = _("In which unit?")
    _parse(form, f"unit-{number}", "unit")
    same = dict(before) if before.get("substance") == substance else {}
    return {**same, "substance": substance, **({"unit": unit} if unit else {})}


def _constants(form: Form, before: FileMapping, about: Mapping[str, str]) -> dict[str, str]:
    """What holds for every row: from the form, from what was said of the file, and what only a mapping file can say."""
    shown = {name: form.values.get(f"constant-{name}", "") for name in CONSTANTS}
    for name in CONSTANTS:
        _parse(form, f"constant-{name}", name)
    other = {name: text for name, text in before.constants.items() if name not in (*CONSTANTS, *OF_THE_FILE)}
    said_of_file = {name: about.get(name, "") for name in OF_THE_FILE}
    return {name: text for name, text in {**other, **said_of_file, **shown}.items() if text}


def _parse(form: Form, name: str, as_field: str) -> None:
    """Notes what is wrong with a value that would be in every row."""
    text = form.values.get(name, "")
    if not text:
        return
    try:
        PARSERS[_KIND][as_field](text, Style())
    except BadValue as error:
        form.errors[name] = said(error.message)
