"""Hands letters to the mail server that the settings name."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

_SECONDS = 20


def message(identity: str, parts: Mapping[str, str]) -> EmailMessage:
    """A message of ``parts`` (to, subject, text, html, language); its id comes from ``identity`` and stays the same."""
    sender = current_app.config["MAIL_FROM"]
    letter = EmailMessage()
    letter["From"] = formataddr((current_app.config["SITE_NAME"], sender))
    letter["To"] = parts["to"]
    letter["Subject"] = parts["subject"]
    letter["Date"] = formatdate()
    letter["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    letter["Content-Language"] = parts["language"]
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(parts["text"])
    letter.add_alternative(parts["html"], subtype="html")
    return letter


def send(letter: EmailMessage) -> None:
    """Gives the letter to the server in ``SMTP_URL``; raises OSError or smtplib.SMTPException when it does not take it.

    ``smtp://user:password@host:port`` uses STARTTLS when the server offers it (``?tls=require`` insists on it),
    ``smtps://`` speaks TLS from the start.
    """
    address = urlsplit(current_app.config["SMTP_URL"])
    host, trust = address.hostname or "localhost", ssl.create_default_context()
    connect = (
        smtplib.SMTP_SSL(host, address.port or 465, timeout=_SECONDS, context=trust)
        if (address.scheme == "smtps")
        else smtplib.SMTP(host, address.port or 25, timeout=_SECONDS)
    )
    with connect as server:
        if address.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls") or parse_qs(address.query).get("tls") == ["require"]:
                server.starttls(context=trust)
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(letter)
