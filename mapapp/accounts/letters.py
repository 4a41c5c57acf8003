"""Letters about accounts, in the language of whoever gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import MailUtil
from sqlalchemy.orm import Session

from mapapp.accounts.models import Invitation, User
from mapapp.core import outbox
from mapapp.core.addresses import absolute
from mapapp.core.database import session
from mapapp.core.i18n import language
from mapapp.core.outbox import Letter


class Letters(MailUtil):
    """What Flask-Security wants to send, as letters of ours in the outbox."""

    def send_mail(self, template: str, *_rendered: Any, **context: Any) -> None:
        """Writes the letter that ``template`` names to ``context["user"]``; without a mail server there is none."""
        user: User = context["user"]
        kind = template.rpartition("/")[2]
        if kind == "reset_instructions":
            reset(session(), user, str(context["reset_token"]))
        elif kind in ("reset_notice", "change_notice"):
            new_password(session(), user)


def reset(db: Session, user: User, token: str) -> None:
    """How to choose a new password."""
    _write(db, "password_reset", user, lambda person: _reset(person, token))


def new_password(db: Session, user: User) -> None:
    """That the password was changed."""
    _write(db, "password_changed", user, _new_password)


def new_device(db: Session, user: User) -> None:
    """That somebody logged in with a kind of browser that was not seen before; never which, never from where."""
    _write(db, "new_device", user, _new_device)


def invitation(db: Session, invited: Invitation, address: str) -> None:
    """The way in for somebody new; ``address`` is the link, which nobody keeps."""
    if not outbox.can_send():
        return
    code = invited.language or language()
    with force_locale(code):
        letter = Letter(
            subject=_("An invitation to work on the map"),
            paragraphs=[
                _("You are invited to %(site)s.", site=current_app.config["SITE_NAME"]),
                _("Open this link and choose a password. The link works once, for seven days."),
            ],
            link=(address, _("Accept the invitation")),
            ending=[_("If you did not expect this letter, do nothing. Nothing will happen.")],
        )
    outbox.write(db, "invitation", invited.email, code, letter)


def _reset(user: User, token: str) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        paragraphs=[
            _("Somebody, most likely you, wants to choose a new password for your account."),
            _("The link works once, for four hours."),
        ],
        link=(absolute("security.reset_password", token=token, lang=user.language or None), _("Choose a new password")),
        ending=[_("If it was not you, do nothing: your password stays as it is.")],
    )


def _new_password(user: User) -> Letter:
    return Letter(
        subject=_("Your password was changed"),
        paragraphs=[
            _("The password of your account was changed just now. All other devices were logged out."),
            _("If it was not you, choose a new password at once and tell an administrator."),
        ],
        link=(absolute("security.forgot_password", lang=user.language or None), _("Choose a new password")),
    )


def _new_device(user: User) -> Letter:
    return Letter(
        subject=_("A new device logged in"),
        paragraphs=[
            _("Somebody logged in to your account with a browser that was not used before."),
            _("If it was not you, end that log-in on the page of your account and choose a new password."),
        ],
        link=(absolute("accounts.account", lang=user.language or None), _("Look at my log-ins")),
    )


def _write(db: Session, kind: str, user: User, make: Callable[[User], Letter]) -> None:
    if not outbox.can_send():
        return  # it would wait in the database for nothing
    code = user.language or language()
    with force_locale(code):
        letter = make(user)
    outbox.write(db, kind, user.email, code, letter)
