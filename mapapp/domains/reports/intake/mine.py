"""The private page of a reporter, reached by nothing but its address; and the confirmation of an e-mail address."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from mapapp.core import outbox
from mapapp.core.addresses import absolute
from mapapp.core.bodies import takes
from mapapp.core.database import session
from mapapp.core.throttle import limited
from mapapp.domains.reports.intake import aftercare, contacts, fields, forms, pages, places, present, queries, received
from mapapp.domains.reports.intake.fields import FieldError
from mapapp.domains.reports.intake.forms import Form
from mapapp.domains.reports.intake.models import Submission
from mapapp.domains.reports.intake.places import FoundPlace, Unplaced
from mapapp.domains.reports.intake.routes import blueprint
from mapapp.domains.reports.intake.service import track_token
from mapapp.domains.reports.models import KINDS, WASTE_TYPES
from mapapp.errors import BadInput, NotFound
from mapapp.photos import service as photos
from mapapp.photos.headers import MAX_BYTES

_WITH_PHOTOS = photos.MAX_PHOTOS * MAX_BYTES + (2 << 20)
_OFTEN = "120 per hour"


@blueprint.get("/my/<token>")
def mine(token: str) -> Response:
    """How a report stands and what its sender can do; the first time, what to keep this address for."""
    submission = _submission(token)
    return _page(submission, "received" if "sent" in request.args else "mine")


@blueprint.post("/my/<token>/add")
@takes(_WITH_PHOTOS)
@limited(_OFTEN, scope="mine")
def add(token: str) -> Response:
    """Words for the moderators and further photos."""
    submission, db = _submission(token), session()
    form = forms.typed(request.form)
    words = ""
    try:
        words = fields.text(request.form.get("words", ""), forms.MAX_WORDS, lines=True)
    except FieldError as error:
        form.errors["words"] = str(error)
    if submission.withdrawn_at is None:
        wrong = received.receive_files(db, request.files.getlist("photos"), submission.uuid)
        if wrong:
            form.errors["photos"] = " ".join(wrong)
    batch = photos.batch(db, submission.uuid)
    if not form.errors.get("words"):
        aftercare.add(db, submission, words, batch)
    if form.errors:
        db.commit()  # what could be used is kept, although the answer is one of a mistake
        return _page(submission, "mine", form, 422)
    return _back(submission)


@blueprint.post("/my/<token>/correct")
@limited(_OFTEN, scope="mine")
def correct(token: str) -> Response:
    """Another kind, place, waste or words."""
    submission, form = _submission(token), forms.typed(request.form)
    correction, choices = _correction(submission, form)
    if form.errors:
        return _page(submission, "mine", form, 422, choices)
    aftercare.correct(session(), submission, correction)
    return _back(submission)


@blueprint.get("/my/<token>/<any(add, correct, letters):deed>")
def again(token: str, deed: str) -> Response:
    """Back to the page: this address is only there after a mistake, and is loaded when the language is changed."""
    del deed  # they all begin on the same page
    return _back(_submission(token))


@blueprint.get("/my/<token>/withdraw")
def withdraw(token: str) -> Response:
    """Asks whether the report is really to be taken back."""
    return _page(_submission(token), "withdraw")


@blueprint.post("/my/<token>/withdraw", endpoint="withdrawn")
@limited(_OFTEN, scope="mine")
def withdrawn(token: str) -> Response:
    """Takes the report back."""
    submission = _submission(token)
    aftercare.withdraw(session(), submission)
    return _back(submission)


@blueprint.post("/my/<token>/letters")
@limited(_OFTEN, scope="mine")
def letters(token: str) -> Response:
    """Letters about changes, none, or the address erased now."""
    submission, wish = _submission(token), request.form.get("wish", "")
    if wish == "erase":
        contacts.forget(submission)
    elif wish in ("on", "off"):
        aftercare.want_news(submission, wish == "on")
    else:
        raise BadInput(_("Choose one of the answers shown."))
    return _back(submission)


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> Response:
    """A button: programs that look through letters follow links, but press no buttons."""
    return _confirmation(_to_confirm(token), token, done=False)


@blueprint.post("/confirm/<token>", endpoint="confirmed")
@limited(_OFTEN, scope="mine")
def confirmed(token: str) -> Response:
    """The address is its owner's own."""
    submission = _to_confirm(token)
    if not aftercare.confirm(session(), submission):
        raise NotFound(_("There is nothing to confirm any more."), _("The address was erased or the report withdrawn."))
    return _confirmation(submission, token, done=True)


def _submission(token: str) -> Submission:
    found = queries.by_token(session(), "track", token)
    if found is None:
        raise NotFound(_("There is no report at this address."), _("Check that the whole address was copied."))
    return found


def _to_confirm(token: str) -> Submission:
    found = queries.by_token(session(), "confirm", token)
    if found is None or found.sealed_contact is None or found.withdrawn_at is not None:
        raise NotFound(_("There is nothing to confirm any more."), _("The address was erased or the report withdrawn."))
    return found


def _confirmation(submission: Submission, token: str, *, done: bool) -> Response:
    """Shows nothing of the report: the letter may have gone to a stranger."""
    known = done or submission.confirmed_at is not None
    return make_response(render_template("reports/confirm.html", token=token, done=known))


def _back(submission: Submission) -> Response:
    token = track_token(submission)
    return make_response(redirect(url_for("report.mine", token=token), 303))


def _page(
    submission: Submission, name: str, form: Form | None = None, status: int = 200, choices: places.Choices = ()
) -> Response:
    report = present.mine(session(), submission)
    page = render_template(
        f"reports/{name}.html",
        report=report,
        form=form,
        places=choices,
        choices=pages.choices(),
        can_mail=outbox.can_send(),
        max_photos=photos.MAX_PHOTOS,
        address=absolute("report.mine", token=report.token),
    )
    return make_response(page, status)


def _correction(submission: Submission, form: Form) -> tuple[aftercare.Correction, places.Choices]:
    """What should be otherwise; what is wrong with it stands in the form then."""
    kind, waste, words = None, None, None
    try:
        kind = fields.one_of(request.form.get("kind", ""), KINDS) or None
        waste = fields.some_of(request.form.getlist("waste"), WASTE_TYPES) if "waste_shown" in request.form else None
    except FieldError as error:
        form.errors["kind"] = str(error)
    try:
        if "words" in request.form:
            words = fields.text(request.form["words"], forms.MAX_WORDS, lines=True)
    except FieldError as error:
        form.errors["corrected_words"] = str(error)
    place, choices = _corrected_place(submission, form)
    return aftercare.Correction(kind, words, place, waste), choices


def _corrected_place(submission: Submission, form: Form) -> tuple[FoundPlace | None, places.Choices]:
    told, wrong = forms.read_place(request.form)
    form.errors.update(wrong)
    if wrong or submission.kind != "report":
        return None, ()
    try:
        return places.find_place(session(), told, photos.batch(session(), submission.uuid)), ()
    except Unplaced as unplaced:
        form.errors[unplaced.field] = unplaced.message
        return None, unplaced.choices
