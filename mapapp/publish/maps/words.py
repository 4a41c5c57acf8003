"""The words that our scripts show; they come with the page, in its language."""

from __future__ import annotations

from flask_babel import gettext as _

from mapapp.core import words


def script_words() -> dict[str, str]:
    """The words by the names that the scripts use; ``{n}`` stands for a number or a name put in there."""
    return {
        "loading": _("Loading…"),
        "metres": _("{n} m"),
        "kilometres": _("{n} km"),
        "failed": _("This could not be loaded."),
        "retry": _("Try again"),
        "close": _("Close"),
        "back": _("Back to the list"),
        "recordsHere": _("{n} records here"),
        "more": _("{n} more in the lists"),
        "inView": _("{n} of {all} in this part of the map"),
        "noneInView": _("None in this part of the map."),
        "zoomOutHint": _("Move the map or zoom out to see more."),
        "layerOff": _("Switched off on the map."),
        "copied": _("The link was copied."),
        "copyYourself": _("Copy this link:"),
        "locating": _("Looking for where you are…"),
        "located": _("You are within {n} m of the middle of the circle."),
        "locateDenied": _("The browser was not allowed to say where you are. Allow it in the browser's settings."),
        "locateFailed": _("Where you are could not be found out."),
        "locateInsecure": _("Browsers tell the place only to pages with https."),
        "searching": _("Searching…"),
        "noPlace": _("No place of that name was found."),
        "placesFound": _("Places found: {n}"),
        "searchFailed": _("The search does not answer. Try again."),
        "layerFailed": _("{n} could not be loaded."),
        "fullOn": _("Full screen"),
        "fullOff": _("Leave full screen"),
        "tilesFailed": _("The background map cannot be reached."),
        "newRecords": _("New on the map: {n}"),
        "notBorder": _("Not the border"),
        **{f"precision.{code}": str(text) for code, text in words.PRECISION.items()},
    }
