"""The first step: a file comes in, with what is to be said of it."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from importers.errors import N_, BadValue, ImportProblem
from importers.formats.sniff import Format, sniff
from importers.values.texts import clean_text
from importers.web.said import said
from importers.web.words import LICENCES
from mapapp.accounts.models import Organisation
from mapapp.core.i18n import Words, language, localize
from mapapp.core.links import safe_links
from mapapp.core.loads import Load, NamedMapping
from mapapp.core.viewer import viewer

MOST_BYTES = 20 * 1024 * 1024
_TAKEN = (Format.CSV, Format.XLSX)
ENCODINGS = ("utf-8", "cp1251", "kz1048", "utf-16")
_OVER = ("undone", "dropped", "failed")  # such a file may come again
# What is said of the file, and how many characters it may have.
ABOUT: Mapping[str, int] = {
    "title": 200,
    "publisher": 200,
    "citation": 1000,
    "url": 500,
    "laboratory": 300,
    "accreditation": 300,
}


@dataclass(slots=True)
class Form:
    """What was filled in, what is wrong with it by field, and the load of the same file, if there is one."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Words] = field(default_factory=dict)
    same: Load | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose content was looked at."""

    name: str
    content: bytes
    sha256: str


def fresh(mine: Sequence[Organisation]) -> Form:
    """The empty form; the publisher is most often the organisation itself."""
    publisher = localize(mine[0].names, language()).value if len(mine) == 1 else ""
    return Form({"publisher": publisher, "licence": "CC BY 4.0"})


def receive(
    db: Session, sent: Mapping[str, str], file: FileStorage | None, mine: Sequence[Organisation]
) -> Load | Form:
    """The load that was made of the file, not yet read; else the form with what is wrong with it."""
    form = Form({name: sent.get(name, "").strip() for name in (*ABOUT, "licence", "organisation", "mapping")})
    organisation = _organisation(form, mine)
    about = _about(form)
    found = _file(form, file)
    if found and organisation:
        form.same = same_file(db, organisation, found.sha256)
        if form.same:
            form.errors["file"] = _("This file was brought before.")
    if form.errors or found is None or organisation is None:
        return form
    named = named_mapping(db, organisation.id, form.values["mapping"])
    load = Load(
        key=uuid4(),
        organisation_id=organisation.id,
        person_id=viewer().person_id,
        file_name=found.name,
        sha256=found.sha256,
        byte_count=len(found.content),
        content=found.content,
        about=about,
        mapping=dict(named.mapping) if named else {},
    )
    db.add(load)
    db.flush()
    return load


@contextmanager
def on_disk(load: Load) -> Iterator[Path]:
    """The load's file under a name of ours, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mapapp-load-") as folder:
        path = Path(folder) / ("table.xlsx" if (load.content or b"").startswith(b"PK") else "table.csv")
        path.write_bytes(load.content or b"")
        yield path


def named_mappings(db: Session, mine: Sequence[Organisation]) -> list[NamedMapping]:
    """The mappings that the organisations keep, by name."""
    identities = [one.id for one in mine]
    statement = select(NamedMapping).where(NamedMapping.organisation_id.in_(identities), NamedMapping.kind == "samples")
    return sorted(db.scalars(statement), key=lambda one: one.name.casefold())


def named_mapping(db: Session, organisation_id: int | None, name: str) -> NamedMapping | None:
    """The mapping of that name that the organisation keeps."""
    statement = select(NamedMapping).where(
        NamedMapping.organisation_id == organisation_id, NamedMapping.kind == "samples", NamedMapping.name == name
    )
    return db.scalar(statement) if name else None


def same_file(db: Session, organisation: Organisation, sha256: str) -> Load | None:
    """The load of the very same file that still counts, the newest first."""
    statement = select(Load).where(
        Load.organisation_id == organisation.id, Load.sha256 == sha256, Load.state.not_in(_OVER)
    )
    return db.scalars(statement.order_by(Load.id.desc()).limit(1)).first()


def _organisation(form: Form, mine: Sequence[Organisation]) -> Organisation | None:
    if len(mine) == 1:
        return mine[0]
    found = next((one for one in mine if str(one.id) == form.values["organisation"]), None)
    if found is None:
        form.errors["organisation"] = _("Choose the organisation.")
    return found


def _about(form: Form) -> dict[str, str]:
    about = {}
    for name, most in ABOUT.items():
        try:
            about[name] = clean_text(form.values[name], most)
        except BadValue as error:
            form.errors[name] = said(error.message)
    if about.get("url") and safe_links(about["url"]) != (about["url"],):
        form.errors["url"] = _("Type a web address that begins with http:// or https://, or leave this empty.")
    if "title" in about and not about["title"]:
        form.errors["title"] = _("Give the data a title by which others will find them.")
    licence = form.values["licence"]
    if licence not in LICENCES:
        form.errors["licence"] = _("Choose one of these.")
        return about
    return {**about, "licence": licence, "licence_url": LICENCES[licence].url}


def _file(form: Form, file: FileStorage | None) -> Received | None:
    if file is None or not file.filename:
        form.errors["file"] = _("Choose a file.")
        return None
    content = file.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        form.errors["file"] = _("The file is larger than 20 MB: split it, or load it with the command line.")
        return None
    name = plain_name(file.filename)
    try:
        _judge(content, name)
    except ImportProblem as problem:
        form.errors["file"] = said(problem.message)
        return None
    return Received(name, content, hashlib.sha256(content).hexdigest())


def _judge(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="mapapp-load-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        found = sniff(path, name)
    if found not in _TAKEN:
        raise ImportProblem(N_("%(file)s is not a CSV or XLSX file."), file=name)


def plain_name(told: str) -> str:
    """The file's name to be shown: the last part of what the browser told, without control characters."""
    last = re.split(r"[/\\]", told)[-1]
    try:
        return clean_text(last.replace("\0", ""), 5000)[:150] or "table"
    except BadValue:
        return "table"
