"""Which column is which field: as declared, else by its heading in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from rapidfuzz import fuzz, process

from importers.columns import wide, wqx
from importers.columns.headings import PERSONAL, scaled, synonyms
from importers.columns.mapping import FileMapping, Source
from importers.errors import N_, BadValue, ImportProblem, Message, message
from importers.values.fields import BY_LANGUAGE, known_fields
from importers.values.texts import plain, unit
from importers.values.units import read_unit
from importers.vocabulary import Vocabulary, shipped

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "reports": ("kind",),
    "samples": ("medium", "substance", "unit"),
    "facilities": ("kind",),
    "releases": ("facility_id",),
    "areas": ("category",),
    "schools": ("kind",),
}
# What a field that must be given can be known from.
_KNOWN_FROM: Mapping[tuple[str, str], str] = {("facilities", "kind"): "activity"}
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


def heading_known(kind: str, mapping: FileMapping, vocabulary: Vocabulary | None = None) -> Callable[[str], bool]:
    """A test whether a cell looks like a heading of that kind of record, to find the heading row.

    Of samples a substance does as well, known to ``vocabulary`` or else to the program.
    """
    known = {*_words(kind), *map(plain, known_fields(kind)), *scaled(kind)}
    known |= {plain(source.heading) for source in mapping.columns.values()} | {plain(one) for one in mapping.wide}
    known |= {plain(one) for one in wqx.HEADINGS} if kind == "samples" else set()
    result = wide.is_heading(vocabulary or shipped()) if kind == "samples" else lambda _cell: False
    return lambda cell: plain(cell) in known or plain(_split(cell)[0]) in known or result(cell)


def make_plan(
    headings: Sequence[str],
    kind: str,
    declared: FileMapping,
    has_shapes: bool,
    vocabulary: Vocabulary | None = None,
) -> Plan:
    """The plan for a table with these headings; ``vocabulary`` are the substances known, else those of the program.

    Raises ImportProblem when the mapping names what is not there, or when nothing says what a row must say.
    """
    plan = guessed(headings, kind, declared, vocabulary)
    _refuse_lacking(kind, plan.mapping, has_shapes)
    return plan


def guessed(headings: Sequence[str], kind: str, declared: FileMapping, vocabulary: Vocabulary | None = None) -> Plan:
    """The plan as far as the headings say it: what a row must say may be missing.

    Raises ImportProblem when the mapping names what is not there.
    """
    columns = _declared(headings, kind, declared)
    results: dict[str, Mapping[str, str]] = dict(declared.wide)
    formats = wqx.columns(headings) if kind == "samples" else {}
    if declared.guess and kind == "samples" and not results and not formats:
        results.update(_results(headings, declared, columns, vocabulary or shipped()))
    beside = {said for one in results.values() for name, said in one.items() if name in wide.FROM}
    taken = {*results, *beside, *declared.ignore, *(source.heading for source in columns.values())}
    kept = [heading for heading in headings if heading in declared.keep and heading not in taken]
    free = [heading for heading in headings if heading not in taken and heading not in kept]
    constants = dict(declared.constants)
    for finder in (_canonical(kind), _exactly(formats), *(_by_words(kind) if declared.guess else ())):
        _find(finder, free, columns, constants)
    notes = _alike(free, columns, kind) if declared.guess else []
    in_order = {heading: results[heading] for heading in headings if heading in results}
    mapping = replace(declared, columns=columns, constants=constants, wide=in_order)
    personal = [heading for heading in free if plain(heading) in PERSONAL]
    if personal:
        told = N_("Left out because they look personal: %(columns)s. To take them, list them as keep.")
        notes.append(message(told, columns=personal))
    also = {heading for heading in declared.keep if heading in headings}
    extra = tuple(one for one in headings if (one in free and one not in personal) or one in also)
    return Plan(mapping, extra, (*personal, *declared.ignore), bool(formats), tuple(notes))


def _results(
    headings: Sequence[str], declared: FileMapping, columns: Mapping[str, Source], vocabulary: Vocabulary
) -> dict[str, dict[str, str]]:
    """The columns of results of a table with a substance a column; none when one column names the substances."""
    taken = {*declared.ignore, *(source.heading for source in columns.values())}
    free = [heading for heading in headings if heading not in taken]
    finders = (_canonical("samples"), *_by_words("samples"))
    field_of = {heading: next(filter(None, (finder(heading) for finder in finders)), None) for heading in free}
    given = {*columns, *declared.constants, *field_of.values()}
    if given & {"substance", "cas"}:
        return {}
    said = {heading for heading, field in field_of.items() if field}
    return wide.results(free, vocabulary, unit_known="unit" in given, fields=said)


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
        *(key for one in declared.wide.values() for key in one if key not in wide.FROM),
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
    beside = [said for one in declared.wide.values() for name, said in one.items() if name in wide.FROM]
    for heading in (*declared.wide, *beside):
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
    if field == "value" and tail:
        found = read_unit(tail)
        for name, text in asdict(found).items() if found else ():
            if text:
                constants.setdefault(name, text)
    elif field in _UNIT_OF and tail:
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
    given = {*mapping.columns, *mapping.constants, *(name for one in mapping.wide.values() for name in one)}
    lacking = [field for field in _REQUIRED[kind] if not {field, _KNOWN_FROM.get((kind, field))} & given]
    if lacking:
        raise ImportProblem(
            N_("Nothing says the %(field)s: add it to the mapping, under [columns] or, for all rows, [constants]."),
            field=lacking,
        )
