"""Finds the substance that a file means, by CAS number or any name; one that nobody knows yet is added."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.errors import N_, BadValue, Message, message
from mapapp.core.upsert import as_key
from mapapp.domains.samples.models import Substance

_ADDED = N_(
    "These substances were not known and are added without a norm: %(names)s. If one is another spelling of a known "
    "substance, say so in the mapping under [values.substance]."
)


class Substances:
    """The substances of the database by every name; ``added`` are those that came with this file."""

    def __init__(self, db: Session) -> None:
        self._db, self.added = db, list[str]()
        self._codes: dict[str, str] = {}
        for substance in db.scalars(select(Substance)):
            self._learn(substance)

    def code(self, name: str, cas: str) -> str:
        """The code of the substance; a new one for a name not met before. Raises BadValue when there is no name."""
        known = self._codes.get(cas.casefold()) if cas else None
        known = known or self._codes.get(name.casefold())
        if known:
            return known
        if not name:
            raise BadValue(N_("The row names no substance; give its name or CAS number."), field="substance")
        return self._add(name, cas)

    def notes(self) -> tuple[Message, ...]:
        """What the person who imports should know."""
        return (message(_ADDED, names=self.added),) if self.added else ()

    def _add(self, name: str, cas: str) -> str:
        taken, stem = set(self._codes.values()), as_key(name).replace("-", "_")
        code = next(one for one in (stem, *(f"{stem}_{n}" for n in range(2, 10_000))) if one not in taken)
        substance = Substance(code=code, cas=cas, names={"en": name}, synonyms=[])
        self._db.add(substance)
        self._db.flush()
        self._learn(substance)
        self.added.append(name)
        return code

    def _learn(self, substance: Substance) -> None:
        for known in (substance.code, substance.cas, *substance.names.values(), *substance.synonyms):
            if known:
                self._codes.setdefault(known.casefold(), substance.code)
