"""What importers say, in the reader's language and as somebody who has a form can use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from importers.errors import ImportProblem, Message, shown
from importers.web.advice import ADVICE
from importers.web.words import FIELD
from mapapp.core.i18n import Words


def said(message: Message | Mapping[str, Any]) -> str:
    """The sentence in the language of this request, empty when a page shows it already; plain values do as well."""
    plain = message.plain() if isinstance(message, Message) else message
    params = {name: _param(name, one) for name, one in plain.get("params", {}).items()}
    advice = ADVICE.get(plain["msgid"])
    if advice is not None:
        return str(advice) % params if params else str(advice)
    return str(_(str(plain["msgid"]), **params))


def renamed(problem: ImportProblem, theirs: str) -> Message:
    """The message of a problem with the name by which its owner knows the file, which is on our disk under another."""
    params = problem.message.params
    return Message(problem.message.msgid, {**params, "file": shown(theirs)} if "file" in params else params)


def field_words(name: str) -> Words:
    """What a field is called; a name that is no field is a heading of the file and comes back as it is."""
    return FIELD.get(name, name)


def sentences(messages: Iterable[Mapping[str, Any]]) -> list[str]:
    """Kept messages in the reader's language, but for those that pages show already."""
    return [text for text in map(said, messages) if text]


def _param(name: str, value: Any) -> Any:
    """What fills a place in a sentence; fields are called as in the form."""
    if name != "field" or not isinstance(value, str):
        return value
    return ", ".join(str(field_words(one)) for one in value.split(", "))
