"""The steps between a file and the records: its columns, what would become of its rows, and then the loading."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from importers.columns.mapping import FileMapping, as_tables, from_tables
from importers.errors import ImportProblem
from importers.substances import vocabulary_of
from importers.web import access, columns, jobs, naming, outcome, present, questions, receiving, table, toml, words
from importers.web.checking import check
from importers.web.said import renamed, said, sentences
from mapapp.accounts.access import logged_in
from mapapp.core import audit, spreadsheets
from mapapp.core.database import session
from mapapp.core.jobs import defer
from mapapp.core.loads import Load
from mapapp.core.throttle import limited
from mapapp.core.viewer import viewer
from mapapp.domains.samples import words as sample_words
from mapapp.errors import BadInput, Conflict, NotFound
from mapapp.layers import registry

_CHANGEABLE = ("uploaded", "checked", "failed")
_AT_ONCE_BYTES = 300_000  # such a file is read while the person waits
_SEEN_ROWS = 100
_MOMENT = 0.1  # seconds between two looks whether a job is done


@logged_in
@limited("120 per hour", scope="laboratory-steps")
def columns_step(load_key: UUID) -> ResponseReturnValue:
    """What every column is; sent, it says what would become of the rows."""
    load = access.find(session(), load_key, lock=request.method == "POST")
    if not changeable(load):
        return redirect(url_for("laboratory.page", load_key=load_key))
    before = from_tables(load.mapping, load.file_name)
    if request.method == "POST":
        return _sent(load, before)
    found, problem = _look(load, before)
    if found is not None and before.guess:
        before = table.guess(found.headings, before, vocabulary_of(session()))
    form = columns.fresh(before, found.headings if found else (), present.substances(session()))
    problem = problem or load.preview.get("refused")
    return make_response(_columns_page(load, form, found, problem))


def _sent(load: Load, before: FileMapping) -> ResponseReturnValue:
    form = columns.sent(request.form)
    way = columns.way_of_reading(form, before)
    found, problem = _look(load, way)
    if found is None:
        return make_response(_columns_page(load, form, None, problem), 422)
    if form.values.get("headings") != columns.digest(found.headings):
        again = columns.fresh(
            table.guess(found.headings, way, vocabulary_of(session())), found.headings, present.substances(session())
        )
        again.errors[""] = _("The table was read anew. Look at its columns.")
        return make_response(_columns_page(load, again, found, None))
    coded = columns.coded(form, present.substances(session()))  # shares its errors with the form that is shown
    mapping = columns.read(coded, found.headings, before, load.about)
    if mapping is not None:
        naming.keep(session(), load, form, mapping)
    if mapping is None or form.errors:
        return make_response(_columns_page(load, form, found, None), 422)
    return _begin_check(load, mapping)


@logged_in
@limited("120 per hour", scope="laboratory-steps")
def answers(load_key: UUID) -> ResponseReturnValue:
    """What the unknown words of the file mean; then its rows are looked at again."""
    load = access.find(session(), load_key, lock=True)
    if not changeable(load):
        raise Conflict(_("This file was loaded meanwhile."))
    before = from_tables(load.mapping, load.file_name)
    return _begin_check(load, questions.answered(session(), before, load.preview.get("questions", []), request.form))


def _begin_check(load: Load, mapping: FileMapping) -> ResponseReturnValue:
    load.mapping = as_tables(mapping)
    if load.byte_count <= _AT_ONCE_BYTES:
        check(session(), load)
        session().flush()
    else:
        load.state, load.done, load.total = "checking", 0, load.counts.get("read", 0)
        defer(session(), jobs.check_file, load_id=load.id)
        wait(load, "checking")
    refused = load.state == "uploaded"
    return redirect(url_for("laboratory.columns" if refused else "laboratory.preview", load_key=load.key), 303)


def wait(load: Load, state: str) -> None:
    """Commits, and gives a job a moment: most files are done before the next page would be asked for."""
    session().commit()
    until = time.monotonic() + float(current_app.config["LABORATORY_WAIT_SECONDS"])
    while time.monotonic() < until:
        now = session().scalar(select(Load.state).where(Load.id == load.id))
        session().commit()
        if now != state:
            break
        time.sleep(_MOMENT)
    session().refresh(load)


@logged_in
def preview(load_key: UUID) -> ResponseReturnValue:
    """What would become of the file: counts, map, problems row by row, the first results."""
    load = access.find(session(), load_key)
    if load.state == "uploaded":
        return redirect(url_for("laboratory.columns", load_key=load_key))
    if load.state not in ("checked", "failed"):
        return redirect(url_for("laboratory.page", load_key=load_key))
    names = present.substances(session())
    return make_response(
        render_template(
            "importers/preview.html",
            line=present.lines(session(), [load])[0],
            problems=present.problems(load)[:_SEEN_ROWS],
            results=present.results(session(), load.preview.get("results", []), names),
            questions=load.preview.get("questions", []),
            places=len(load.preview.get("points", [])),
            names=names,
            media=sample_words.MEDIUM,
            field_words=words.FIELD,
            notes=sentences(load.notes),
            layer=registry()["samples"],
        )
    )


@logged_in
def problems(load_key: UUID) -> Response:
    """The rejected rows with their reasons, to be mended in the spreadsheet."""
    load = access.find(session(), load_key)
    rows = [
        [str(one["row"]), *(spreadsheets.guarded(one[name]) for name in ("column", "value", "reason"))]
        for one in present.problems(load)
    ]
    text = "".join(spreadsheets.written([_("Row"), _("Column"), _("Value"), _("Why")], rows))
    return _download(text, "text/csv", f"problems-{load.key.hex[:8]}.csv")


@logged_in
def mapping(load_key: UUID) -> Response:
    """What was said of the columns, as a mapping for the command line."""
    load = access.find(session(), load_key)
    return _download(toml.written(load.mapping), "application/toml", f"mapping-{load.key.hex[:8]}.toml")


@logged_in
def places(load_key: UUID) -> Response:
    """The places of the file, for the small map."""
    return jsonify(present.features(access.find(session(), load_key)))


@logged_in
def state(load_key: UUID) -> Response:
    """How far it is, for the page that waits."""
    load = access.find(session(), load_key)
    said_so = str(words.STATE[load.state])
    return jsonify({"state": load.state, "done": load.done, "total": load.total, "words": said_so})


@logged_in
@limited("60 per hour", scope="laboratory-steps")
def load_step(load_key: UUID) -> ResponseReturnValue:
    """Promises the loading; rejected rows are left out only when that was ticked."""
    load = access.find(session(), load_key, lock=True)
    if load.state not in ("checked", "failed", "loading") or not load.content:
        raise Conflict(_("This file was loaded meanwhile, or is to be checked first."), _("Look at its page."))
    if not load.counts.get("results"):
        raise BadInput(_("There is nothing to load."), _("Look at the columns again."))
    if load.counts.get("rejected") and not request.form.get("leave_out") and load.state != "loading":
        raise BadInput(
            _("Some rows cannot be loaded."), _("Mend them, or tick that the good rows are loaded without them.")
        )
    if load.state != "loading":
        audit.record(session(), viewer(), "load_started", f"load:{load.key}", number=load.counts["results"])
    load.state, load.done, load.total = "loading", 0, load.counts["results"]
    defer(session(), jobs.load_file, load_id=load.id)
    wait(load, "loading")
    return redirect(url_for("laboratory.page", load_key=load_key), 303)


def changeable(load: Load) -> bool:
    """Whether the columns may still be changed: it is not loaded, and no job is at it that is heard of."""
    return load.state in _CHANGEABLE or (load.state == "checking" and outcome.stuck(load))


def _look(load: Load, way: FileMapping) -> tuple[table.Look | None, dict[str, Any] | None]:
    """The table, or why there is none."""
    if not load.content:
        raise NotFound(_("The file is no longer kept."), _("Bring it again."))
    try:
        return table.look(load, way, vocabulary_of(session())), None
    except ImportProblem as problem:
        return None, renamed(problem, load.file_name).plain()


def _columns_page(load: Load, form: columns.Form, found: table.Look | None, problem: dict[str, Any] | None) -> str:
    return render_template(
        "importers/columns.html",
        line=present.lines(session(), [load])[0],
        form=form,
        look=found,
        problem=said(problem) if problem else "",
        groups=columns.groups(),
        names=present.substances(session()),
        media=sample_words.MEDIUM,
        constants=columns.CONSTANTS,
        encodings=[(one, one) for one in receiving.ENCODINGS],
    )


def _download(text: str, kind: str, name: str) -> Response:
    answer = Response(text, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
