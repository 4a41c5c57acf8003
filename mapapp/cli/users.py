"""``mapapp users``: the first administrator, and help for people who cannot get in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import force_locale
from flask_security.proxies import _security
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapapp.accounts import service
from mapapp.accounts.grants import Trust, held
from mapapp.accounts.models import User
from mapapp.accounts.settings import SHORTEST_PASSWORD
from mapapp.cli.application import application
from mapapp.core import audit
from mapapp.core.database import session
from mapapp.core.viewer import Viewer
from mapapp.errors import MapappError

_EVERYTHING = Trust("administrator")


@click.group()
def users() -> None:
    """People who can log in."""


@users.command("create-admin")
@click.option("--email", prompt="E-mail address", help="The address to log in with.")
@click.option("--name", prompt="Name", help="The name that colleagues see.")
def create_admin(email: str, name: str) -> None:
    """Makes an administrator of everything; asks for a password."""
    with _working() as db:
        user = service.find(db, email)
        if user is None:
            address = _address(email)
            user = service.create(db, address, name, _password(address, name))
            audit.record(db, Viewer(), "person_added", f"person:{user.id}")
        elif _EVERYTHING in held(user):
            raise click.ClickException(f"{user.email} is an administrator already.")
        service.grant(db, None, user, _EVERYTHING)
        service.set_active(db, None, user, active=True)
    click.echo(
        f"{user.email} is an administrator. At the first log-in (/login) the map asks to set up codes on a phone."
    )


@users.command("list")
def list_command() -> None:
    """Everybody who has an account."""
    with _working() as db:
        for user in db.scalars(select(User).order_by(User.email)):
            roles = ", ".join(_told(one) for one in held(user)) or "no role"
            state = "" if user.active else "  deactivated"
            codes = "" if user.tf_primary_method else "  no second factor"
            click.echo(f"{user.email}  {user.name}  {roles}{codes}{state}")


@users.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Logs somebody out everywhere and lets them in no more."""
    with _working() as db:
        service.set_active(db, None, _known(db, email), active=False)
    click.echo(f"{email} is deactivated.")


@users.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Asks for a new password for somebody, and logs them out everywhere."""
    with _working() as db:
        user = _known(db, email)
        service.set_password(db, user, _password(user.email, user.name))
    click.echo(f"{email} has a new password.")


@users.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Removes somebody's second factor; at the next log-in they set it up again. Make sure that it is them."""
    with _working() as db:
        service.remove_second_factor(db, _known(db, email))
    click.echo(f"{email} logs in with the password alone until codes are set up again.")


@contextmanager
def _working() -> Iterator[Session]:
    """A session on the database, committed at the end; what the rules refuse becomes one line."""
    with application() as started, started.app.app_context(), force_locale("en"):
        try:
            yield session()
            session().commit()
        except MapappError as refused:
            said = " ".join(filter(None, (str(refused.message), str(refused.hint))))
            raise click.ClickException(said) from refused


def _known(db: Session, email: str) -> User:
    found = service.find(db, email)
    if found is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return found


def _address(email: str) -> str:
    try:
        return str(_security.mail_util.validate(email.strip())).lower()
    except ValueError as error:
        raise click.ClickException(f"{email} is not an e-mail address.") from error


def _password(email: str, name: str) -> str:
    """A password typed twice, asked for until it is good enough."""
    said = f"Password (at least {SHORTEST_PASSWORD} characters)"
    while True:
        typed = click.prompt(said, hide_input=True, confirmation_prompt="The same password again")
        wrong, password = _security.password_util.validate(typed, False, user=User(email=email, name=name))
        if not wrong:
            return str(password)
        click.echo(" ".join(str(one) for one in wrong))


def _told(trust: Trust) -> str:
    of = f" of organisation {trust.organisation_id}" if trust.organisation_id else ""
    where = f" in {', '.join(trust.oblasts)}" if trust.oblasts else ""
    return f"{trust.role}{of}{where}"
