"""The forms of Flask-Security in our words, and those about oneself."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import forms as theirs
from flask_security.proxies import _security
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import validate_redirect_url
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, SelectChoice, SelectField, StringField, SubmitField
from wtforms.validators import DataRequired, EqualTo, Length

from mapapp.accounts.settings import SHORTEST_PASSWORD
from mapapp.core.throttle import spend
from mapapp.errors import TooMany

ATTEMPTS = "10 per 15 minutes"  # for one account, from wherever they come
LANGUAGE_CHOICES = [SelectChoice("kk", "Қазақша"), SelectChoice("ru", "Русский"), SelectChoice("en", "English")]
LETTERS = "5 per hour"  # to one address
LONGEST_NAME = 100

_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
_ONE_LINE = {"autocapitalize": "off", "autocomplete": "off", "spellcheck": "false"}


def _address(**more: Any) -> EmailField:
    checks = [theirs.IsString(), theirs.email_required, theirs.EmailValidation(verify=False), *more.pop("checks", ())]
    return EmailField(_l("E-mail address"), validators=checks, render_kw={"autocomplete": "username"} | more)


def _password() -> PasswordField:
    checks = [theirs.IsString(), theirs.password_required]
    return PasswordField(_l("Password"), validators=checks, render_kw={"autocomplete": "current-password"})


def _new_password() -> PasswordField:
    return PasswordField(
        _l("New password"),
        validators=[theirs.IsString(), theirs.password_required],
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST_PASSWORD, "data-hint": "password"},
    )


def _again(other: str) -> PasswordField:
    same = theirs.EqualToLocalize(other, message="RETYPE_PASSWORD_MISMATCH")
    checks = [theirs.IsString(), theirs.password_required, same]
    return PasswordField(_l("The same password again"), validators=checks, render_kw={"autocomplete": "new-password"})


def attempt(what: str, rule: str = ATTEMPTS) -> None:
    """Counts an attempt at an account; raises TooMany when there were too many, whether the account exists or not."""
    if not spend(f"account:{what}", rule):
        raise TooMany(_("There were too many attempts for this account."), _("Try again later."), retry_after=15 * 60)


def _typed(field: Field) -> str:
    """The address in a field as it would be looked up, so that no spelling of it is counted apart."""
    try:
        return str(_security.mail_util.normalize(str(field.data or ""))).lower()
    except ValueError:
        return ""


class LoginForm(theirs.LoginForm):
    """Address and password. An address of elsewhere to go to afterwards is forgotten."""

    email = _address()
    password = _password()
    remember = None  # there is no cookie but the session's
    submit = SubmitField(_l("Log in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _stay_here(self.next)

    def validate(self, **kwargs: Any) -> bool:
        """Whether somebody may go on to the second factor."""
        attempt(_typed(self.email))
        return bool(super().validate(**kwargs))


class VerifyForm(theirs.VerifyForm):
    """The password once more."""

    password = _password()
    submit = SubmitField(_l("Go on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _stay_here(self.next)

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the person."""
        attempt(self.user.email)
        return bool(super().validate(**kwargs))


class ForgotPasswordForm(theirs.ForgotPasswordForm):
    """Where to send the letter."""

    email = _address(checks=[theirs.valid_user_email])
    submit = SubmitField(_l("Send me a letter"))

    def validate(self, **kwargs: Any) -> bool:
        """Whether a letter goes out; nobody's mailbox is filled this way."""
        attempt(f"letter {_typed(self.email)}", LETTERS)
        return bool(super().validate(**kwargs))


class ResetPasswordForm(theirs.ResetPasswordForm):
    """A new password, for whoever holds the link."""

    password = _new_password()
    password_confirm = _again("password")
    submit = SubmitField(_l("Save the password"))


class ChangePasswordForm(theirs.ChangePasswordForm):
    """A new password, for whoever knows the old one."""

    password = PasswordField(_l("Password until now"), render_kw={"autocomplete": "current-password"})
    new_password = _new_password()
    new_password_confirm = _again("new_password")
    submit = SubmitField(_l("Save the password"))

    def validate(self, **kwargs: Any) -> bool:
        """Whether the old one is right and the new one good enough."""
        return bool(super().validate(**kwargs))


class CodeForm(theirs.TwoFactorVerifyCodeForm):
    """The code that the app on the phone shows."""

    code = StringField(_l("Code from the app"), validators=[theirs.IsString()], render_kw=_CODE | {"maxlength": 12})
    submit = SubmitField(_l("Go on"))

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is the code of now; an empty one is wrong too."""
        self.code.data = "".join((self.code.data or "").split())
        if self.user is not None:
            attempt(f"code {self.user.id}")
        return bool(super().validate(**kwargs))


class RecoveryForm(MfRecoveryForm):
    """A recovery code instead of the app's."""

    code = StringField(_l("Recovery code"), validators=[theirs.IsString()], render_kw=_ONE_LINE | {"maxlength": 40})
    submit = SubmitField(_l("Go on"))

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one of the person's that was not used yet."""
        if self.user is not None:
            attempt(f"code {self.user.id}")
        self.code.data = self.code.data or ""
        if super().validate(**kwargs):
            return True
        if self.user is not None and self.code.errors:
            self.user.track_failed_authn("recovery code", True)
        return False


class OwnForm(FlaskForm):
    """What one may say of oneself."""

    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Type your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name", "maxlength": LONGEST_NAME},
    )
    language = SelectField(
        _l("Language of letters"), choices=LANGUAGE_CHOICES, invalid_choice_message=_l("Choose one of these.")
    )
    submit = SubmitField(_l("Save"))


class WelcomeForm(FlaskForm):
    """What somebody says who accepts an invitation."""

    name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Type your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "name", "maxlength": LONGEST_NAME},
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Type a password."))],
        render_kw={"autocomplete": "new-password", "minlength": SHORTEST_PASSWORD},
    )
    password_confirm = PasswordField(
        _l("The same password again"),
        validators=[EqualTo("password", _l("The two passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )
    submit = SubmitField(_l("Make my account"))


def _stay_here(field: Field) -> None:
    """Forgets where to go afterwards unless it is a path of this site."""
    path = str(field.data or "")
    odd = not path.startswith("/") or "\\" in path or not path.isprintable()
    if path and (odd or not validate_redirect_url(path)):
        field.data = ""


FORMS = {
    "login_form": LoginForm,
    "verify_form": VerifyForm,
    "forgot_password_form": ForgotPasswordForm,
    "reset_password_form": ResetPasswordForm,
    "change_password_form": ChangePasswordForm,
    "two_factor_verify_code_form": CodeForm,
    "mf_recovery_form": RecoveryForm,
}
