"""Words for the codes of sites and observations."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

KIND: Mapping[str, Words] = {
    "dump": _l("Illegal dump"),
    "landfill": _l("Landfill"),
    "sewage": _l("Sewage"),
    "oil_spill": _l("Oil spill"),
    "tailings": _l("Tailings"),
    "quarry": _l("Quarry"),
    "mine_heap": _l("Mine heap"),
    "smoke": _l("Smoke"),
    "other": _l("Other hot spot"),
}

STATUS: Mapping[str, Words] = {
    "new": _l("New"),
    "published": _l("Published"),
    "verified": _l("Verified on site"),
    "sampled": _l("Sampled"),
    "sent_to_authority": _l("Sent to the authority"),
    "cleaned": _l("Cleaned"),
    "came_back": _l("Came back"),
    "rejected": _l("Rejected"),
}

STATUS_TONE: Mapping[str, str] = {"cleaned": "good", "came_back": "bad", "sampled": "warn", "verified": "warn"}

WASTE: Mapping[str, Words] = {
    "household": _l("Household waste"),
    "construction": _l("Construction waste"),
    "industrial": _l("Industrial waste"),
    "medical": _l("Medical waste"),
    "tyres": _l("Tyres"),
    "animal": _l("Animal waste"),
    "hazardous": _l("Hazardous waste"),
    "oil": _l("Oil"),
    "sewage": _l("Sewage"),
    "mining": _l("Mining waste"),
    "radioactive": _l("Radioactive waste"),
    "mixed": _l("Mixed waste"),
    "unknown": _l("Unknown waste"),
}

SEEN: Mapping[str, Words] = {
    "first_seen": _l("First report"),
    "still_there": _l("Still there"),
    "bigger": _l("Bigger"),
    "smaller": _l("Smaller"),
    "gone": _l("Gone"),
}

OBSERVER: Mapping[str, Words] = {
    "resident": _l("a resident"),
    "volunteer": _l("a volunteer"),
    "ngo": _l("an NGO"),
    "press": _l("the press"),
    "official": _l("an official"),
    "company": _l("a company"),
    "unknown": _l("somebody"),
}

SIZE: Mapping[str, Words] = {
    "bag": _l("A few bags"),
    "car": _l("A car load"),
    "truck": _l("A truck load"),
    "more": _l("More than a truck load"),
}

SIGN: Mapping[str, Words] = {
    "smell": _l("It smells"),
    "smoke": _l("It smokes or burns"),
    "near_water": _l("Near water"),
}
