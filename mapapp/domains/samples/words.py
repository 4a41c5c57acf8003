"""Words for the codes of samples and norms."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

MEDIUM: Mapping[str, Words] = {
    "air": _l("Air"),
    "water": _l("Water"),
    "groundwater": _l("Groundwater"),
    "soil": _l("Soil"),
    "sediment": _l("Bottom sediment"),
    "biota": _l("Living things"),
    "waste": _l("Waste"),
    "sewage": _l("Sewage"),
    "other": _l("Other"),
}

STATISTIC: Mapping[str, Words] = {
    "single": "",
    "minimum": _l("lowest"),
    "maximum": _l("highest"),
    "mean": _l("mean"),
    "range": _l("range"),
    "median": _l("median"),
}

VERDICT: Mapping[str, Words] = {
    "exceeds": _l("Above the limit"),
    "within": _l("Within the limit"),
    "cannot_tell": _l("Cannot tell"),
    "no_limit": _l("No limit to compare with"),
}

EXCEEDANCE: Mapping[str, Words] = {
    "over_10": _l("More than 10 times the limit"),
    "over_2": _l("2 to 10 times the limit"),
    "over_1": _l("Up to 2 times the limit"),
    "within": _l("Within the limit"),
    "cannot_tell": _l("Cannot tell"),
    "no_limit": _l("No limit to compare with"),
}

AVERAGING: Mapping[str, Words] = {
    "single_max": _l("highest single value"),
    "hourly": _l("mean of an hour"),
    "8h": _l("mean of eight hours"),
    "daily": _l("mean of a day"),
    "annual": _l("mean of a year"),
    "peak_season": _l("peak season"),
    "none": "",
}

JURISDICTION: Mapping[str, Words] = {
    "KZ": _l("Kazakhstan"),
    "USSR": _l("USSR"),
    "RU": _l("Russia"),
    "WHO": _l("World Health Organization"),
    "EU": _l("European Union"),
    "NL": _l("Netherlands"),
}

VERIFICATION: Mapping[str, Words] = {
    "verified_by_that_source": _l("checked by the source that was read"),
    "needs_primary_check": _l("to be checked in the act itself"),
    "secondary_source": _l("read in a secondary source"),
    "derived_from_ratio": _l("computed from a published multiple"),
}

LIMIT_KIND: Mapping[str, Words] = {
    "mpc": _l("Maximum permissible concentration"),
    "limit_value": _l("Limit value"),
    "guideline": _l("Guideline"),
    "intervention_value": _l("Intervention value"),
    "target_value": _l("Target value"),
    "interim_target_1": _l("Interim target 1"),
    "interim_target_2": _l("Interim target 2"),
    "interim_target_3": _l("Interim target 3"),
    "interim_target_4": _l("Interim target 4"),
}

FORM: Mapping[str, Words] = {
    "mobile": _l("mobile form"),
    "gross_including_background": _l("gross content with background"),
}
