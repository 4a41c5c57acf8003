"""Pages for administrators: people, invitations, roles."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mapapp.accounts import invitations, letters, logins, service
from mapapp.accounts.access import fresh, needs
from mapapp.accounts.grants import held, manageable, may_grant, may_manage, trust_of
from mapapp.accounts.models import Invitation, User
from mapapp.accounts.people_forms import InviteForm, TrustForm
from mapapp.accounts.queries import oblasts
from mapapp.accounts.views import me
from mapapp.accounts.words import ROLE, ROLE_HELP
from mapapp.core import outbox
from mapapp.core.addresses import absolute
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.core.viewer import Role
from mapapp.errors import Conflict, Forbidden, MapappError, NotFound

blueprint = Blueprint("people", __name__, url_prefix="/account/people")


@blueprint.get("")
@needs(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Everybody whom this administrator may change, and the open invitations."""
    db, who = session(), me()
    return render_template(
        "accounts/people.html",
        people=manageable(db, who),
        invitations=invitations.waiting(db, who),
        **_words(),
    )


@blueprint.route("/invite", methods=["GET", "POST"])
@needs(Role.ADMINISTRATOR)
@fresh
def invite() -> ResponseReturnValue:
    """Invites somebody; without a mail server the link is shown, once, to be handed over."""
    db, who = session(), me()
    form = InviteForm(language=language())
    form.offer(db, who)
    if form.validate_on_submit():
        try:
            made, token = invitations.invite(db, who, form.guest())
        except (Conflict, Forbidden) as error:
            _say(form, error)
        else:
            link = absolute("accounts.invitation", token=token, lang=made.language or None)
            letters.invitation(db, made, link)
            shown = "" if outbox.can_send() else link
            return render_template("accounts/invited.html", invitation=made, link=shown, **_words())
    return render_template("accounts/invite.html", form=form, **_words())


@blueprint.post("/invitations/<int:invitation_id>/withdraw")
@needs(Role.ADMINISTRATOR)
@fresh
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """The link of an invitation works no more."""
    found = session().get(Invitation, invitation_id)
    if found is None:
        raise NotFound(_("There is no such invitation."))
    invitations.withdraw(session(), me(), found)
    return redirect(url_for("people.index"))


@blueprint.route("/<int:user_id>", methods=["GET", "POST"])
@needs(Role.ADMINISTRATOR)
@fresh
def person(user_id: int) -> ResponseReturnValue:
    """One person: what they are trusted with, and a form for more."""
    db, who, user = session(), me(), _person(user_id)
    form = TrustForm()
    form.offer(db, who)
    if form.validate_on_submit():
        try:
            service.grant(db, who, user, form.trust())
        except (Conflict, Forbidden) as error:
            _say(form, error)
        else:
            return redirect(url_for("people.person", user_id=user.id))
    mine = {one.id for one in user.grants if may_grant(who, trust_of(one))}
    return render_template("accounts/person.html", form=form, person=user, mine=mine, me=who, **_words())


@blueprint.post("/<int:user_id>/grants/<int:grant_id>/revoke")
@needs(Role.ADMINISTRATOR)
@fresh
def revoke(user_id: int, grant_id: int) -> ResponseReturnValue:
    """Takes a role back."""
    who, user = me(), _person(user_id)
    service.revoke(session(), who, user, grant_id)
    still = may_manage(who, held(user)) and user.id != who.id
    return redirect(url_for("people.person", user_id=user.id) if still else url_for("accounts.account"))


@blueprint.post("/<int:user_id>/deactivate")
@needs(Role.ADMINISTRATOR)
@fresh
def deactivate(user_id: int) -> ResponseReturnValue:
    """Puts somebody out at once."""
    service.set_active(session(), me(), _person(user_id), active=False)
    return redirect(url_for("people.person", user_id=user_id))


@blueprint.post("/<int:user_id>/activate")
@needs(Role.ADMINISTRATOR)
@fresh
def activate(user_id: int) -> ResponseReturnValue:
    """Lets somebody in again."""
    service.set_active(session(), me(), _person(user_id), active=True)
    return redirect(url_for("people.person", user_id=user_id))


def _person(user_id: int) -> User:
    """The person; one whom this administrator may not change does not exist for them."""
    found = session().get(User, user_id)
    if found is None or not may_manage(me(), held(found)):
        raise NotFound(_("There is no such person."))
    return found


def _say(form: TrustForm, error: MapappError) -> None:
    """Says beside the field what the rules refused."""
    field = form["email"] if isinstance(error, Conflict) and "email" in form else form.role
    field.errors = [*field.errors, error.message]


def _words() -> dict[str, object]:
    return {
        "role_words": ROLE,
        "role_help": ROLE_HELP,
        "oblast_names": dict(oblasts(session())),
        "days": invitations.INVITED_FOR.days,
        "now": logins.now(),
    }


@blueprint.after_request
def _not_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
