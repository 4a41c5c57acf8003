"""Hands letters to the mail server that the settings name."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import current_app
from flask_babel import gettext as _

from mapapp.errors import BadInput

_SECONDS = 20
_LONGEST_ADDRESS = 254  # RFC 5321


@dataclass
class Refused(Exception):
    """The mail server said no. ``code`` is SMTP's, 0 when there was no answer; ``final``: this letter never will go."""

    code: int
    final: bool

    def __str__(self) -> str:
        return f"the mail server answered {self.code}" if self.code else "no mail server answered"


def checked(address: str) -> str:
    """The address as letters use it (its domain in ASCII); raises BadInput when it is not one single address."""
    plain = address.strip()
    try:
        if len(plain) > _LONGEST_ADDRESS or not plain.isprintable() or " " in plain:
            raise ValueError
        local, at, domain = plain.rpartition("@")
        found = Address(addr_spec=f"{local}{at}{domain.encode('idna').decode('ascii')}")
        if not found.username or "." not in found.domain.strip("."):
            raise ValueError
    except (ValueError, IndexError, HeaderParseError):
        raise BadInput(_("This is not an e-mail address."), _("An address looks like name@example.kz.")) from None
    return found.addr_spec


def message(identity: str, parts: Mapping[str, str]) -> EmailMessage:
    """A message of ``parts`` (to, subject, text, html, language; unsubscribe or one_click: an address of ours, if any).

    Its id comes from ``identity`` and stays the same, so that a letter that is sent twice can be told to be one.
    """
    sender = current_app.config["MAIL_FROM"]
    letter = EmailMessage()
    letter["From"] = Address(_one_line(current_app.config["SITE_NAME"]), addr_spec=sender)
    letter["To"] = Address(addr_spec=parts["to"])
    letter["Subject"] = _one_line(parts["subject"])
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    stop = parts.get("one_click") or parts.get("unsubscribe")
    if stop:
        letter["List-Unsubscribe"] = f"<{_one_line(stop)}>"
    if parts.get("one_click"):
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(parts["text"], cte="base64")
    letter.add_alternative(parts["html"], subtype="html", cte="base64")
    letter["Content-Language"] = parts["language"]  # after the parts: they would take it along
    return letter


def send(letter: EmailMessage) -> None:
    """Gives the letter to the server in ``SMTP_URL``; raises Refused, which names no address, when it does not take it.

    ``smtp://user:password@host:port`` uses STARTTLS when the server offers it (``?tls=require`` insists on it), and
    names no password without it to other machines (unless ``?tls=none``). ``smtps://`` speaks TLS from the start.
    """
    try:
        with _connected(urlsplit(current_app.config["SMTP_URL"])) as server:
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        raise Refused(code := next(iter(error.recipients.values()))[0], final=code >= 500) from None
    except smtplib.SMTPDataError as error:
        raise Refused(error.smtp_code, final=error.smtp_code >= 500) from None
    except smtplib.SMTPResponseException as error:  # log-in, sender, greeting: somebody can mend these
        raise Refused(error.smtp_code, final=False) from None
    except (OSError, smtplib.SMTPException):
        raise Refused(0, final=False) from None


def _connected(address: SplitResult) -> smtplib.SMTP:
    host, trust = address.hostname or "localhost", ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, address.port or 465, timeout=_SECONDS, context=trust)
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=_SECONDS)
    try:
        private = address.scheme == "smtps" or _start_tls(server, address, trust)
        if address.username and not private and not _is_here(host):
            raise smtplib.SMTPNotSupportedError("no password is sent in the clear")
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _start_tls(server: smtplib.SMTP, address: SplitResult, trust: ssl.SSLContext) -> bool:
    """Whether nobody on the way can read on (or the settings say that it does not matter)."""
    wanted = parse_qs(address.query).get("tls", [""])[0]
    server.ehlo_or_helo_if_needed()
    if wanted == "none":
        return True
    if wanted == "require" or server.has_extn("starttls"):
        server.starttls(context=trust)
        return True
    return False


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
