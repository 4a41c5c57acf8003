"""The substances of the database: what the names in a file mean, and those that a person says are new."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.errors import N_, Message, message
from importers.values.texts import language_of
from importers.vocabulary import NEW, Known, Vocabulary
from mapapp.core.upsert import as_key
from mapapp.domains.samples.models import Substance

_ADDED = N_("These substances are new and were added without a norm: %(names)s.")


def vocabulary_of(db: Session) -> Vocabulary:
    """The substances of the database by everything they are called, for ``importers.read.read``."""
    return Vocabulary(Known(one.code, one.cas, one.names, one.synonyms) for one in db.scalars(select(Substance)))


class Substances:
    """The substances of the database by every name; ``added`` are those that came with this file."""

    def __init__(self, db: Session) -> None:
        self._db, self.added = db, list[str]()
        self._vocabulary = vocabulary_of(db)
        self._new: dict[str, str] = {}

    def code(self, name: str, cas: str) -> str:
        """The code of the substance; "new: …" as a name adds one that nobody knows yet.

        Raises BadValue for a name that is not known, one whose CAS number is another substance's, and for none.
        """
        if name.startswith(NEW):
            return self._added(name.removeprefix(NEW).strip(), cas)
        return self._vocabulary.which(name, cas).code

    def notes(self) -> tuple[Message, ...]:
        """What the person who imports should know."""
        return (message(_ADDED, names=self.added),) if self.added else ()

    def _added(self, name: str, cas: str) -> str:
        meaning = self._vocabulary.meaning(name)
        if meaning:
            return meaning.code
        if name not in self._new:
            taken, stem = set(self._new.values()), as_key(name).replace("-", "_")[:60]
            codes = (stem, *(f"{stem}_{number}" for number in range(2, 10_000)))
            code = next(one for one in codes if one not in self._vocabulary and one not in taken)
            self._db.add(Substance(code=code, cas=cas, names={language_of(name): name}, synonyms=[]))
            self._db.flush()
            self._new[name] = code
            self.added.append(name)
        return self._new[name]
