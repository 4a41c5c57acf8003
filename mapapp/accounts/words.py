"""Words for roles and for what the audit log tells."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

ROLE: Mapping[str, Words] = {
    "member": _l("Member"),
    "moderator": _l("Moderator"),
    "administrator": _l("Administrator"),
}

ROLE_HELP: Mapping[str, Words] = {
    "member": _l("sees what the organisation keeps for itself"),
    "moderator": _l("checks reports and decides about them"),
    "administrator": _l("does that too, and invites and removes people"),
}

ACTION: Mapping[str, Words] = {
    "login": _l("Logged in"),
    "login_failed": _l("Wrong password or code"),
    "logout": _l("Logged out"),
    "logins_ended": _l("Ended log-ins on other devices"),
    "password_changed": _l("Changed the password"),
    "password_reset": _l("Chose a new password by letter"),
    "password_set": _l("Set a password in the terminal"),
    "second_factor_on": _l("Set up the second factor"),
    "second_factor_off": _l("Switched the second factor off"),
    "second_factor_reset": _l("Removed somebody's second factor"),
    "recovery_codes_made": _l("Made new recovery codes"),
    "recovery_code_used": _l("Used a recovery code"),
    "invited": _l("Invited somebody"),
    "invitation_withdrawn": _l("Withdrew an invitation"),
    "invitation_accepted": _l("Accepted an invitation"),
    "role_granted": _l("Gave a role"),
    "role_revoked": _l("Took a role back"),
    "person_added": _l("Added a person"),
    "person_activated": _l("Let somebody in again"),
    "person_deactivated": _l("Deactivated somebody"),
    "person_changed": _l("Changed name or language"),
    "organisation_added": _l("Added an organisation"),
    "organisation_renamed": _l("Renamed an organisation"),
    "result_checked": _l("Checked results"),
    "result_corrected": _l("Corrected a result"),
    "result_withdrawn": _l("Withdrew a result"),
    "result_restored": _l("Restored a result"),
    "result_flagged": _l("Put a flag on a result"),
    "result_flag_lifted": _l("Lifted a flag from a result"),
    "campaign_added": _l("Added a campaign"),
    "campaign_changed": _l("Changed a campaign"),
    "campaign_planned": _l("Planned samples"),
    "photo_original": _l("Looked at an original photo"),
    "load_started": _l("Loaded a laboratory's file"),
    "load_published": _l("Published a laboratory's results"),
    "load_undone": _l("Took back a laboratory's results"),
}

DETAIL: Mapping[str, Words] = {
    "role": _l("role"),
    "organisation": _l("organisation"),
    "oblasts": _l("oblasts"),
    "what": _l("what"),
    "left": _l("left"),
    "invitation": _l("invitation"),
    "names": _l("names"),
    "number": _l("number"),
    "deleted": _l("rows removed"),
    "restored": _l("rows as before"),
    "points": _l("places"),
    "samples": _l("samples"),
}
