"""Words for the codes of facilities and releases."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

KIND: Mapping[str, Words] = {
    "power_plant": _l("Power plant"),
    "cement": _l("Cement plant"),
    "mine": _l("Mine"),
    "deposit": _l("Deposit"),
    "processing_plant": _l("Processing plant"),
    "smelter": _l("Smelter"),
    "steel": _l("Steel plant"),
    "chemical": _l("Chemical plant"),
    "oil_gas": _l("Oil and gas"),
    "tailings": _l("Tailings pond"),
    "waste": _l("Waste site"),
    "ash_lake": _l("Ash lake"),
    "aggregate": _l("Total of several sources"),
    "other": _l("Other source"),
}

MEDIUM: Mapping[str, Words] = {
    "air": _l("To air"),
    "water": _l("To water"),
    "land": _l("To land"),
    "offsite": _l("Transferred off-site"),
    "several": _l("To several media"),
    "unknown": _l("Medium not published"),
}

DETERMINED: Mapping[str, Words] = {
    "M": _l("measured"),
    "C": _l("calculated"),
    "E": _l("estimated"),
}

FIGURE: Mapping[str, Words] = {
    "release": _l("Release"),
    "limit": _l("Permitted"),
    "plan": _l("Planned"),
    "reduction": _l("Reduction"),
    "share": _l("Share"),
    "fine": _l("Fine or damage"),
    "stock": _l("Stored or remaining"),
    "payment": _l("Payment"),
    "other": _l("Other figure"),
}

SECRECY: Mapping[str, Words] = {"confidential": _l("Kept confidential by the source")}
