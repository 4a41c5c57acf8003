"""Words of the form and of the private page."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

OUTLINE: Mapping[str, Words] = {
    "form": _l("The outline could not be read. Draw it again."),
    "corners": _l("The outline must have from 3 to 500 corners. Draw it again with fewer."),
    "crossing": _l("The outline crosses itself. Draw it again, around the place, without crossing the line."),
    "large": _l("The outline is larger than 100 square kilometres. Draw only the place itself."),
    "small": _l("The outline is smaller than a square metre. Draw it larger, or only put a point."),
}

# What the reporter reads of how a report stands, by how it was decided on.
STATE: Mapping[str, Words] = {
    "new": _l("We received it. A moderator will look at it, usually within some days."),
    "published": _l("It was checked and is on the map."),
    "rejected": _l("It was not put on the map."),
    "withdrawn": _l("You withdrew it. Nobody but moderators can see that it was here."),
}

REASON: Mapping[str, Words] = {
    "false": _l("what was told could not be confirmed"),
    "duplicate": _l("it was on the map already"),
    "not_waste": _l("it is no waste or other harm to nature"),
    "personal_data": _l("it shows or names people"),
    "other": _l("for another reason"),
}

# What happened, as the reporter is told; without names.
ACTION: Mapping[str, Words] = {
    "submitted": _l("Sent by you"),
    "accepted": _l("Checked and put on the map"),
    "rejected": _l("Not put on the map"),
    "corrected": _l("Corrected"),
    "status": _l("New status"),
    "merged": _l("Joined with another report of the same place"),
    "unmerged": _l("Separated from another report"),
    "protected": _l("The public place was made less exact"),
    "unprotected": _l("The exact place was made public"),
    "hidden": _l("Taken off the map"),
    "shown": _l("Put on the map again"),
    "asked": _l("A moderator asked you something"),
    "answered": _l("Answered by you"),
    "added": _l("Something was added"),
    "withdrawn": _l("Withdrawn by you"),
    "reverted": _l("A change was taken back"),
    "blurred": _l("A part of a photo was made unreadable"),
}
