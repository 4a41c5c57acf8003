"""Which column is which field: as declared, else by its heading in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rapidfuzz import fuzz, process

from importers.columns import wqx
from importers.columns.headings import PERSONAL, scaled, synonyms
from importers.columns.mapping import FileMapping, Source
from importers.errors import N_, BadValue, ImportProblem, Message, message
from importers.values.fields import BY_LANGUAGE, known_fields
from importers.values.texts import plain, unit

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "reports": ("kind",),
    "samples": ("medium", "substance", "unit"),
    "facilities": ("kind",),
    "releases": ("facility_id",),
    "areas": ("category",),
}
# Fields whose heading often carries the unit: "Концентрация, мг/кг".
_UNIT_OF = {"value": "unit", "quantity": "unit", "capacity": "capacity_unit"}
_HEAD = re.compile(r"\s*(?P<head>[^,(\[;]{3,}?)\s*[,(\[;]\s*(?P<tail>[^)\]]{1,30})[)\]]?\s*")
_ALIKE, _SHORTEST = 90, 7


@dataclass(frozen=True, slots=True)
class Plan:
    """How the table is read: the mapping with everything that was found out, and what becomes of other columns."""

    mapping: FileMapping
    extra: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    is_wqx: bool = False
    notes: tuple[Message, ...] = ()


def heading_known(kind: str, mapping: FileMapping) -> Callable[[str], bool]:
    """A test whether a cell looks like a heading of that kind of record, to find the heading row."""
    known = {*_words(kind), *map(plain, known_fields(kind)), *scaled(kind)}
    known |= {plain(source.heading) for source in mapping.columns.values()} | {plain(one) for one in mapping.wide}
    known |= {plain(one) for one in wqx.HEADINGS} if kind == "samples" else set()
    return lambda cell: plain(cell) in known or plain(_split(cell)[0]) in known


def make_plan(headings: Sequence[str], kind: str, declared: FileMapping, has_shapes: bool) -> Plan:
    """The plan for a table with these headings.

    Raises ImportProblem when the mapping names what is not there, or when nothing says what a row must say.
    """
    columns = _declared(headings, kind, declared)
    taken = {*declared.wide, *declared.ignore, *(source.heading for source in columns.values())}
    free = [heading for heading in headings if heading not in taken]
    constants = dict(declared.constants)
    formats = wqx.columns(headings) if kind == "samples" else {}
    for finder in (_canonical(kind), _exactly(formats), *(_by_words(kind) if declared.guess else ())):
        _find(finder, free, columns, constants)
    notes = _alike(free, columns, kind) if declared.guess else []
    mapping = replace(declared, columns=columns, constants=constants)
    _refuse_lacking(kind, mapping, has_shapes)
    personal = [heading for heading in free if plain(heading) in PERSONAL and heading not in declared.keep]
    if personal:
        told = N_("Left out because they look personal: %(columns)s. To take them, list them as keep.")
        notes.append(message(told, columns=personal))
    extra = tuple(heading for heading in free if heading not in personal)
    return Plan(mapping, extra, (*personal, *declared.ignore), bool(formats), tuple(notes))


Found = str | tuple[str, Decimal | None] | None
Finder = Callable[[str], Found]


def _find(finder: Finder, free: list[str], columns: dict[str, Source], constants: dict[str, str]) -> None:
    """Moves the headings that ``finder`` knows from ``free`` to ``columns``; the first of several has the field."""
    for heading in list(free):
        found = finder(heading)
        field, times = found if isinstance(found, tuple) else (found or "", None)
        if field and field not in columns and not _repeats(field, columns):
            columns[field] = Source(heading, times)
            free.remove(heading)
            _take_unit(field, heading, constants)


def _declared(headings: Sequence[str], kind: str, declared: FileMapping) -> dict[str, Source]:
    known = known_fields(kind)
    for field in (
        *declared.columns,
        *declared.constants,
        *declared.values,
        *(key for one in declared.wide.values() for key in one),
    ):
        if field not in known:
            raise ImportProblem(
                N_("The mapping names %(field)s, which %(kind)s do not have. They have: %(known)s."),
                field=field,
                kind=kind,
                known=list(known),
            )
    by_plain = {plain(heading): heading for heading in reversed(headings)}
    columns = {}
    for field, source in declared.columns.items():
        heading = source.heading if source.heading in headings else by_plain.get(plain(source.heading))
        if heading is None:
            _refuse_missing(source.heading, headings)
        columns[field] = Source(str(heading), source.times)
    for heading in declared.wide:
        if heading not in headings:
            _refuse_missing(heading, headings)
    return columns


def _refuse_missing(heading: str, headings: Sequence[str]) -> None:
    raise ImportProblem(
        N_("The mapping names the column %(heading)s, which the file does not have. It has: %(known)s."),
        heading=heading,
        known=list(headings),
    )


def _canonical(kind: str) -> Finder:
    known = {plain(field): field for field in known_fields(kind)}
    return lambda heading: known.get(plain(heading))


def _exactly(known: Mapping[str, str]) -> Finder:
    def find(heading: str) -> Found:
        return known.get(heading)

    return find


def _words(kind: str) -> dict[str, str]:
    """The known headings whose field this kind of record has."""
    known = known_fields(kind)
    return {word: field for word, field in synonyms(kind).items() if field in known}


def _by_words(kind: str) -> tuple[Finder, ...]:
    words, factors = _words(kind), scaled(kind)

    def with_factor(heading: str) -> Found:
        found = factors.get(plain(heading))
        return (found[0], Decimal(found[1])) if found else None

    return (
        with_factor,
        lambda heading: words.get(plain(heading)),
        lambda heading: words.get(plain(_split(heading)[0])),
    )


def _repeats(field: str, columns: Mapping[str, Source]) -> bool:
    """Whether a name or words without a language would repeat those that have one, or coordinates a pair."""
    if field == "coordinates":
        return "latitude" in columns
    return any(one in columns for one in BY_LANGUAGE.get(field, ()))


def _split(heading: str) -> tuple[str, str]:
    """A heading without the unit or remark after it, and that unit or remark."""
    match = _HEAD.fullmatch(heading)
    return (match["head"], match["tail"]) if match else (heading, "")


def _take_unit(field: str, heading: str, constants: dict[str, str]) -> None:
    tail = _split(heading)[1]
    if field in _UNIT_OF and tail:
        try:
            constants.setdefault(_UNIT_OF[field], unit(tail))
        except BadValue:
            return  # a remark, not a unit; a missing unit is told later


def _alike(free: list[str], columns: dict[str, Source], kind: str) -> list[Message]:
    """Takes headings with a slip of the pen for what they are like, and says so."""
    words = {word: field for word, field in _words(kind).items() if len(word) >= _SHORTEST}
    notes = []
    for heading in list(free):
        word = plain(heading)
        match = process.extractOne(word, words.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        field = words[match[0]] if match and len(word) >= _SHORTEST and match[0][0] == word[0] else ""
        if field and field not in columns and not _repeats(field, columns):
            columns[field] = Source(heading)
            free.remove(heading)
            notes.append(message(N_("The column %(heading)s was taken for %(field)s."), heading=heading, field=field))
    return notes


def _refuse_lacking(kind: str, mapping: FileMapping, has_shapes: bool) -> None:
    if not mapping.columns and not has_shapes:
        raise ImportProblem(N_("None of the headings is known: say in a mapping file which column is what."))
    wide = [set(one) for one in mapping.wide.values()]
    given = {*mapping.columns, *mapping.constants, *(set.intersection(*wide) if wide else set())}
    lacking = [field for field in _REQUIRED[kind] if field not in given]
    if lacking:
        raise ImportProblem(
            N_("Nothing says the %(field)s: add it to the mapping, under [columns] or, for all rows, [constants]."),
            field=lacking,
        )
