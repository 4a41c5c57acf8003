"""Languages: which one an answer is in, and names kept as a value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, get_locale
from flask_babel.speaklater import LazyString

from mapapp.config import LANGUAGES

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"

# Words of the interface: ready, or translated when they are shown.
Words = str | LazyString

# A reader of one language most likely reads the next in its row.
_FALLBACK = {"kk": ("kk", "ru", "en"), "ru": ("ru", "kk", "en"), "en": ("en", "ru", "kk")}


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language they are in, so that a page can mark them for screen readers."""

    value: str
    language: str

    def __str__(self) -> str:
        return self.value


def localize(values: Mapping[str, str] | None, language: str) -> Text:
    """The value in ``language``, else in the next language of the stated order; empty when there is none."""
    for code in _FALLBACK.get(language, LANGUAGES):
        if values and values.get(code):
            return Text(values[code], code)
    return Text("", language)


def language() -> str:
    """The language of this request; English where there is none (command line)."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "en"


def terminal_language(environ: Mapping[str, str]) -> str:
    """The language of a terminal (LC_ALL, LC_MESSAGES, LANG), English when it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            code = environ[name][:2].lower()
            return code if code in LANGUAGES else "en"
    return "en"


@cache
def catalogue(code: str) -> NullTranslations:
    """The words of a language where there is no request to ask: ``catalogue("kk").gettext(...)``."""
    return Translations.load(str(CATALOGUES), [code])


def asked_language() -> str | None:
    """The language that the address itself asks for with ``?lang=``, if it is one of ours."""
    if not has_request_context():
        return None
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def init_app(app: Flask, default: str) -> None:
    """Chooses the language (address, then browser, then the setting) and keeps it in every address made."""

    def choose() -> str:
        if not has_request_context():
            return "en"  # a job or a command: what is written for somebody forces their language
        return asked_language() or request.accept_languages.best_match(LANGUAGES) or default

    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, default_locale=default, locale_selector=choose)

    @app.after_request
    def _vary(response: Response) -> Response:
        if not asked_language():
            response.vary.add("Accept-Language")  # a shared cache must not give one reader another's language
        return response

    @app.url_defaults
    def _keep(endpoint: str, values: dict[str, object]) -> None:
        asked = asked_language()
        if asked and endpoint != "static":
            values.setdefault("lang", asked)
