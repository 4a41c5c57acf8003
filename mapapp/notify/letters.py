"""What letters to reporters say: short, plain, and never the place, a photo or anything of another person."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from mapapp.core import tokens
from mapapp.core.addresses import absolute
from mapapp.core.i18n import Words
from mapapp.core.outbox import Letter
from mapapp.domains.reports.events import KIND_WORDS, STATUS_WORDS, Reporter, ReporterNews

# The subject is shown on locked screens: it says nothing of what was reported.
SUBJECTS: Mapping[str, Words] = {
    "received": _l("We have your report"),
    "confirm": _l("Please confirm your address"),
    "accepted": _l("Your report is public now"),
    "rejected": _l("Your report was not published"),
    "asked": _l("A question about your report"),
    "merged": _l("Your report was joined with another"),
    "status": _l("News about your report"),
    "cleaned": _l("The place you reported was cleaned"),
    "came_back": _l("The place you reported is as it was again"),
    "still_there": _l("Is it still there?"),
}

_SAID: Mapping[str, Words] = {
    "received": _l(
        "Thank you. Your report has reached us. A moderator will look at it soon, and we will write to you."
    ),
    "confirm": _l(
        "Somebody, most likely you, sent a report and asked for letters to this address. "
        "Press the button to say that it was you. Nothing else is sent here before that."
    ),
    "accepted": _l("Thank you. A moderator looked at what you sent, and everybody can see it on the map now."),
    "rejected": _l("Thank you for looking after your place. A moderator read your report and could not publish it."),
    "asked": _l("A moderator is looking at your report and needs your help."),
    "merged": _l(
        "Somebody else had reported the same place. The two reports are one now, and nothing of yours is lost."
    ),
    "status": _l("There is news about the place that you reported."),
    "cleaned": _l("Good news: the place that you reported was marked as cleaned. Thank you, your report helped."),
    "came_back": _l("We are sorry: somebody saw that the place that you reported is as it was before."),
    "still_there": _l(
        "We have had no news of the place that you reported for a while. Do you know how it is there now?"
    ),
}

_STATUS: Mapping[str, Words] = {
    "verified": _l("Somebody went there and saw the same as you did."),
    "sampled": _l("Samples were taken there. The results will be on the page of the place."),
    "sent_to_authority": _l("It was sent to the authority that is responsible. Its answer will be on the page."),
    "cleaned": _l("It is marked as cleaned."),
    "came_back": _l("It is there again."),
}

_REASONS: Mapping[str, Words] = {
    "false": _l("The moderators looked, and could not find there what the report says."),
    "duplicate": _l("This place is on the map already. Your report made us surer of it."),
    "not_waste": _l("The map shows dumps, sewage, spills and smoke; this seems to be something else."),
    "personal_data": _l(
        "The photo or the words show a person, a car number or something else private. "
        "This protects you and others. You are welcome to send it again without that."
    ),
    "other": _l("It does not fit what this map shows."),
}

_PUBLIC = ("accepted", "merged", "status", "cleaned", "came_back", "still_there")  # the site has a page for everybody


def compose(news: ReporterNews, reporter: Reporter) -> Letter:
    """The letter to one reporter, in the language that is set at the moment (see ``force_locale``).

    All letters but the first have the private link; the first may have gone to a stranger whose address was typed by
    mistake, and must not open somebody else's report.
    """
    if news.what == "confirm":
        return _confirm(reporter)
    private = (absolute("report.mine", token=_token("track", reporter), lang=reporter.language), _("Your private page"))
    first, more = _links(news, reporter, private)
    return Letter(
        subject=str(SUBJECTS[news.what]),
        paragraphs=_paragraphs(news),
        link=first,
        items=more,
        ending=[
            _("The private page is for you alone: there you can add something, correct it or withdraw your report."),
            _("You get this letter because you asked for news of your report."),
        ],
        ending_link=(_stop(reporter), _("No more letters about this report")),
        unsubscribe=_stop(reporter, "letters.end"),
    )


def _confirm(reporter: Reporter) -> Letter:
    address = absolute("report.confirm", token=_token("confirm", reporter), lang=reporter.language)
    return Letter(
        subject=str(SUBJECTS["confirm"]),
        paragraphs=[_("Hello."), str(_SAID["confirm"])],
        link=(address, _("Confirm my address")),
        ending=[
            _("If it was not you, do nothing: you get no more letters, and your address is erased after 14 days."),
            _("Your address is never shown to anybody. It is kept encrypted, and erased after a time."),
        ],
        ending_link=(_stop(reporter), _("No more letters about this report")),
        unsubscribe=_stop(reporter, "letters.end"),
    )


def _paragraphs(news: ReporterNews) -> list[str]:
    parts = [_("Hello."), str(_SAID[news.what])]
    if news.what == "rejected":
        parts.append(str(_REASONS.get(news.reason, _REASONS["other"])))
    elif news.what == "status" and news.status:
        status = _("Status: %(status)s.", status=STATUS_WORDS.get(news.status, news.status))
        parts.append(" ".join(str(part) for part in (status, _STATUS.get(news.status, "")) if part))
    if news.words:
        parts.append(_("The moderator writes: %(words)s", words=f"“{news.words.strip()}”"))
    kind = KIND_WORDS.get(news.kind, "")
    parts.append(_("It is about: %(kind)s, %(key)s.", kind=kind, key=news.site_key))
    return parts


def _links(
    news: ReporterNews, reporter: Reporter, private: tuple[str, str]
) -> tuple[tuple[str, str], list[tuple[str, str]]]:
    """The one thing to do, and the rest."""
    language = reporter.language
    if news.what == "still_there":

        def update(seen: str) -> str:
            return absolute("report.update", key=news.site_key, seen=seen, lang=language)

        return (update("still_there"), _("It is still there")), [(update("gone"), _("It is gone")), private]
    if news.what == "asked":
        return (private[0], _("Answer on your private page")), []
    if news.what in _PUBLIC:
        page = absolute("records.record", layer_id="reports", key=news.site_key, lang=language)
        return (page, _("Look at its page")), [private]
    return private, []


def _token(purpose: str, reporter: Reporter) -> str:
    return tokens.make(purpose, str(reporter.submission))


def _stop(reporter: Reporter, endpoint: str = "letters.ask") -> str:
    return absolute(endpoint, token=_token("letters", reporter), lang=reporter.language)
