"""The forms in which administrators invite people and give roles."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import EmailValidateException
from flask_security.proxies import _security
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import (
    EmailField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from mapapp.accounts import queries, words
from mapapp.accounts.forms import LANGUAGE_CHOICES, LONGEST_NAME
from mapapp.accounts.grants import Trust
from mapapp.accounts.invitations import Guest
from mapapp.accounts.models import User
from mapapp.config import LANGUAGES
from mapapp.core.i18n import language, localize

_NAME = {"maxlength": LONGEST_NAME}


def _number(text: object) -> int:
    """The number that ``text`` is; -1, which nothing has, when it is none."""
    said = str(text or 0)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


class TrustForm(FlaskForm):
    """A role, for whom and where; the choices are those that ``who`` may give."""

    role = RadioField(
        _l("Role"), validators=[DataRequired(_l("Choose a role."))], invalid_choice_message=_l("Choose a role.")
    )
    organisation = SelectField(_l("Organisation"), coerce=_number, invalid_choice_message=_l("Choose one of these."))
    oblasts = SelectMultipleField(
        _l("Only in these oblasts"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        invalid_choice_message=lambda _count: _("Choose some of these."),
    )
    submit = SubmitField(_l("Give this role"))

    def offer(self, db: Session, who: User) -> None:
        """Fills in the choices."""
        self.role.choices = [SelectChoice(code, str(words.ROLE[code])) for code in queries.grantable_roles(who)]
        own = queries.grantable_organisations(who)
        known = [
            SelectChoice(str(one.id), localize(one.names, language()).value)
            for one in queries.organisations(db)
            if own is None or one.id in own
        ]
        self.organisation.choices = [SelectChoice("0", _("Not for one organisation")), *known] if own is None else known
        where = queries.grantable_oblasts(who)
        self.oblasts.choices = [
            SelectChoice(code, name.value) for code, name in queries.oblasts(db) if where is None or code in where
        ]

    def trust(self) -> Trust:
        """What was chosen."""
        return Trust(str(self.role.data), self.organisation.data or None, tuple(sorted(self.oblasts.data or ())))

    def validate_role(self, field: Field) -> None:
        """A member is a member of something."""
        if field.data == "member" and not self.organisation.data:
            raise ValidationError(_("A member belongs to an organisation: choose one."))


class InviteForm(TrustForm):
    """Whom to invite, and as what."""

    email = EmailField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Type an e-mail address."))],
        render_kw={"autocomplete": "off"},
    )
    name = StringField(
        _l("Name of the person"), validators=[Length(max=LONGEST_NAME)], render_kw=_NAME | {"autocomplete": "off"}
    )
    language = SelectField(
        _l("Language of the letter"), choices=LANGUAGE_CHOICES, invalid_choice_message=_l("Choose one of these.")
    )
    submit = SubmitField(_l("Invite"))

    def validate_email(self, field: Field) -> None:
        """An address that can be written to."""
        try:
            field.data = _security.mail_util.validate(str(field.data).strip()).lower()
        except EmailValidateException as error:
            raise ValidationError(error.msg) from error

    def guest(self) -> Guest:
        """Who was described."""
        return Guest(str(self.email.data), (self.name.data or "").strip(), str(self.language.data), self.trust())


class OrganisationForm(FlaskForm):
    """The name in three languages, at least one of them."""

    kk = StringField("Қазақша", validators=[Length(max=LONGEST_NAME)], render_kw=_NAME | {"lang": "kk"})
    ru = StringField("Русский", validators=[Length(max=LONGEST_NAME)], render_kw=_NAME | {"lang": "ru"})
    en = StringField("English", validators=[Length(max=LONGEST_NAME)], render_kw=_NAME | {"lang": "en"})
    submit = SubmitField(_l("Save"))

    def names(self) -> dict[str, str]:
        """The names that were typed."""
        return {code: (getattr(self, code).data or "").strip() for code in LANGUAGES}
