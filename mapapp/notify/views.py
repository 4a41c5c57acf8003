"""The pages of alerts: ask for one, confirm it, see, change and end it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.core.outbox import can_send
from mapapp.core.throttle import limited
from mapapp.errors import NotFound, Unavailable
from mapapp.notify import forms, places, service
from mapapp.notify.forms import Form
from mapapp.notify.models import Subscription
from mapapp.notify.present import area_words, feed_address

blueprint = Blueprint("alerts", __name__)


@blueprint.route("/alerts", methods=["GET", "POST"])
@limited("10 per hour; 30 per day", scope="alerts")
def new() -> Response:
    """The form, and the same answer to everybody who filled it in."""
    if request.method == "GET":
        return _form(forms.fresh(request.args))
    if not can_send():
        raise Unavailable(_("This map cannot send letters."), _("Follow the feed instead."))
    shown = forms.sent(request.form)
    read = forms.read(session(), request.form, shown)
    if read is None:
        return _form(shown)
    area, address, chosen = read
    service.subscribe(session(), service.Wanted(shown.uuid, address, chosen, area))
    return make_response(render_template("notify/sent.html", address=address, most=service.MOST))


@blueprint.get("/alerts/<token>")
def mine(token: str) -> Response:
    """One alert, for whoever has its link: to confirm, change or end it."""
    row = _found(token)
    radius = f"{row.radius_km:g}" if row.radius_km else ""
    shown = forms.fresh({"unit": row.unit_key, "radius": radius})
    shown.values.update(area=row.area, place=row.title)
    return _mine(row, token, shown)


@blueprint.post("/alerts/<token>/confirm")
def confirm(token: str) -> AnyResponse:
    """From now on letters are sent. Programs that look at letters follow links, so a button asks for this."""
    service.confirm(session(), _found(token))
    return redirect(url_for("alerts.mine", token=token), 303)


@blueprint.post("/alerts/<token>/change")
def change(token: str) -> AnyResponse:
    """Another area, another language."""
    row = _found(token)
    shown = forms.sent(request.form)
    area = forms.read_place(session(), request.form, shown) if _says_where() else None
    if shown.errors:
        return _mine(row, token, shown)
    service.change(session(), row, area, forms.language_of(request.form))
    return redirect(url_for("alerts.mine", token=token), 303)


@blueprint.route("/alerts/<token>/end", methods=["GET", "POST"])
def end(token: str) -> AnyResponse:
    """Ends the alert at once; mail programs send this themselves (RFC 8058), or show the page that asks."""
    row = service.find(session(), token)
    if request.method == "GET" and row is not None:
        return redirect(f"{url_for('alerts.mine', token=token)}#end", 303)
    if row is not None:
        service.end(session(), row)
    return make_response(render_template("notify/ended.html"))


def _says_where() -> bool:
    return any(request.form.get(name, "").strip() for name in ("unit", "place", "outline"))


def _found(token: str) -> Subscription:
    row = service.find(session(), token)
    if row is None:
        raise NotFound(_("This alert is over."), _("You can ask for a new one at any time."))
    return row


def _form(shown: Form) -> Response:
    units = places.units(session(), language())
    page = render_template("notify/new.html", form=shown, units=units, can_mail=can_send())
    return make_response(page, 422 if shown.errors else 200)


def _mine(row: Subscription, token: str, shown: Form) -> Response:
    shown.values["language"] = row.language
    page = render_template(
        "notify/mine.html",
        alert=row,
        token=token,
        form=shown,
        area=area_words(session(), row, language()),
        feed=feed_address(row),
        units=places.units(session(), language()),
    )
    answer = make_response(page, 422 if shown.errors else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
