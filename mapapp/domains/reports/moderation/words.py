"""Words for decisions, their reasons, and who took them."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

ACTION: Mapping[str, Words] = {
    "submitted": _l("Sent in"),
    "accepted": _l("Accepted"),
    "rejected": _l("Rejected"),
    "corrected": _l("Changed"),
    "status": _l("New status"),
    "merged": _l("Joined with another report"),
    "unmerged": _l("Separated again"),
    "protected": _l("Place made coarser"),
    "unprotected": _l("Place shown exactly"),
    "hidden": _l("Hidden"),
    "shown": _l("Shown again"),
    "asked": _l("Reporter was asked"),
    "answered": _l("Reporter answered"),
    "added": _l("Reporter added something"),
    "withdrawn": _l("Taken back by the reporter"),
    "reverted": _l("Earlier version brought back"),
    "blurred": _l("Parts of a photo blurred"),
    "checked": _l("Looked at and left as it is"),
}

REASON: Mapping[str, Words] = {
    "false": _l("It is not true"),
    "duplicate": _l("Reported before"),
    "not_waste": _l("It is not about waste"),
    "personal_data": _l("Personal data in the photo or words"),
    "other": _l("Another reason"),
}

FLAG_REASON: Mapping[str, Words] = {
    "personal_data": _l("It shows a person, a number plate or somebody's data"),
    "false": _l("It is not true"),
    "offensive": _l("It offends somebody"),
    "gone": _l("It is not there any more"),
    "other": _l("Something else"),
}

ROLE: Mapping[str, Words] = {
    "anonymous": _l("somebody without an account"),
    "owner": _l("the reporter"),
    "member": _l("a member of an organisation"),
    "moderator": _l("a moderator"),
    "administrator": _l("an administrator"),
    "": _l("the program"),
}

COLUMN: Mapping[str, Words] = {
    "kind": _l("Kind"),
    "status": _l("Status"),
    "visibility": _l("Visibility"),
    "names": _l("Name"),
    "place": _l("Place"),
    "oblast": _l("Oblast"),
    "geom": _l("Published place"),
    "geom_exact": _l("Exact place"),
    "geom_told": _l("Place as told"),
    "protected": _l("Protected place"),
    "precision": _l("How well the place is known"),
    "precision_m": _l("Place known within"),
    "not_drawn": _l("On the map"),
    "area_m2": _l("Area"),
    "length_m": _l("Length"),
    "volume_m3": _l("Volume"),
    "mass_t": _l("Mass"),
    "size_class": _l("Size"),
    "signs": _l("Signs"),
    "waste_types": _l("Waste"),
    "waste_text": _l("Waste as the source says"),
    "first_reported": _l("First reported"),
    "state": _l("State"),
    "observed_on": _l("Observed"),
    "seen": _l("What was seen"),
    "words": _l("Words"),
    "photo_urls": _l("Photos"),
    "hidden": _l("Photo hidden"),
    "merged_into": _l("Joined with"),
    "merged": _l("Joined with"),
    "blur": _l("Blurred areas"),
    "letter_number": _l("Number of the letter"),
    "letter_date": _l("Date of the letter"),
}

VISIBILITY: Mapping[str, Words] = {
    "public": _l("Anybody"),
    "organisation": _l("The organisation"),
    "moderators": _l("Moderators"),
    "hidden": _l("Nobody but moderators"),
}

STATE: Mapping[str, Words] = {
    "new": _l("Waiting"),
    "published": _l("Published"),
    "rejected": _l("Rejected"),
}

PERSONAL: Mapping[str, Words] = {
    "phone": _l("a phone number?"),
    "email": _l("an e-mail address?"),
    "iin": _l("an identity number?"),
    "plate": _l("a number plate?"),
    "handle": _l("a name in a network?"),
    "name": _l("a person's name?"),
}

# What a button did, by its verb.
DONE: Mapping[str, Words] = {
    "accept": _l("accepted"),
    "reject": _l("rejected"),
    "ask": _l("the reporter was asked"),
    "status": _l("new status"),
    "change": _l("changed"),
    "merge": _l("joined"),
    "unmerge": _l("separated"),
    "protect": _l("the place is protected"),
    "unprotect": _l("the exact place is public"),
    "hide": _l("hidden"),
    "show": _l("shown again"),
    "revert": _l("the earlier version is back"),
    "blur": _l("the photo was blurred"),
    "hide-photo": _l("the photo is hidden"),
    "show-photo": _l("the photo is shown again"),
    "check": _l("left as it is"),
}
