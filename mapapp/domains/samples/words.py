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
    "total": _l("total, unfiltered"),
    "dissolved": _l("dissolved, filtered"),
    "as_N": _l("expressed as nitrogen (N)"),
    "as_P": _l("expressed as phosphorus (P)"),
    "as_NO3": _l("expressed as nitrate (NO3)"),
    "as_NO2": _l("expressed as nitrite (NO2)"),
    "as_NH4": _l("expressed as ammonium (NH4)"),
    "as_PO4": _l("expressed as phosphate (PO4)"),
}

# How a result stands; said wherever it is shown. What was taken from others' documents was not checked here.
STATE: Mapping[str, Words] = {
    "as_published": _l("as published by others"),
    "draft": _l("draft, not checked yet"),
    "checked": _l("checked by a second person"),
    "withdrawn": _l("withdrawn"),
}

FLAG: Mapping[str, Words] = {
    "doubtful": _l("Doubtful"),
    "blank_contaminated": _l("Blank sample was not clean"),
    "replicates_differ": _l("Duplicates differ"),
    "holding_time_exceeded": _l("Analysed too late"),
    "not_accredited": _l("Laboratory not accredited"),
    "outlier": _l("Outlier"),
}

PURPOSE: Mapping[str, Words] = {
    "routine": _l("Sample of the place"),
    "duplicate": _l("Duplicate sample"),
    "replicate": _l("Replicate sample"),
    "field_blank": _l("Field blank"),
    "trip_blank": _l("Trip blank"),
    "laboratory_blank": _l("Laboratory blank"),
    "spike": _l("Spiked sample"),
    "reference": _l("Reference material"),
}

BASIS: Mapping[str, Words] = {
    "dry": _l("dry weight"),
    "wet": _l("wet weight"),
    "lipid": _l("fat weight"),
}

# Whose norms results are compared with (``comparison.NORM_SETS``).
NORM_SET: Mapping[str, Words] = {
    "KZ": _l("Kazakhstan's, others where it has none"),
    "KZ-only": _l("Kazakhstan's only"),
    **{code: name for code, name in JURISDICTION.items() if code != "KZ"},
}

# Why the classification of surface water gives no class; the codes of ``norms.classes`` and two more.
NO_CLASS: Mapping[str, Words] = {
    "unit": _l("The units measure different things."),
    "form": _l("The order has this indicator for another form, such as dissolved or total."),
    "no_value": _l("No usable value was published."),
    "detection_limit": _l("The true value may lie in several classes."),
    "expressed_as": _l("The order counts the whole ion, the value is expressed as something else."),
    "background": _l("The bound depends on the natural background, which is not known here."),
    "place": _l("The bound is another one at some places."),
    "bounds": _l("The bounds as printed leave a gap here or name two classes."),
}

# Why shares of limits that are added up tell neither an exceedance nor that there is none.
NO_SUM: Mapping[str, Words] = {
    "missing": _l("A part is missing."),
    "averaging": _l("The limits are for different averaging times."),
    "shares": _l("One substance may outweigh the others; then the rule does not add them up."),
    "detection_limit": _l("It depends on where in the range the true values lie."),
    "independent": _l("Each keeps its own limit when they are together."),
    "": _l("The true values may be higher than those given."),
}

# Why there is nothing to compare with, why one cannot tell, or what must be said beside a comparison.
WHY: Mapping[str, Words] = {
    "no_norm": _l("No norm for this substance here was found."),
    "not_in_set": _l("The chosen set has no norm for this substance."),
    "only_targets": _l("There are only target values, which are no limits."),
    "act_not_named": _l("There is a value, but nobody names the act that sets it."),
    "averaging": _l("The norms are for another averaging time."),
    "form": _l("The norms are for another form, such as dissolved or mobile."),
    "not_in_force": _l("No norm was in force when the sample was taken."),
    "basis": _l("Dry, wet and fat weight cannot be converted into one another."),
    "unit": _l("The units measure different things."),
    "parts": _l("ppm, ppb and percent are clear in solids only."),
    "expressed_as": _l("It is not said what the value is expressed as, such as nitrogen or nitrate."),
    "detection_limit": _l("The detection limit is above the norm."),
    "lower_bound": _l("The true value may be higher than the one given."),
    "no_value": _l("No usable value was published."),
    "land_use": _l("The norm depends on the use of the land, which is not known here."),
    "range_partly": _l("Only the upper end of the range is above the norm."),
    "basis_not_stated": _l("Dry or wet weight is not stated, so the comparison may be off."),
    "averaging_not_stated": _l("The averaging time is not stated."),
    "date_not_stated": _l("The norm has dates, the sample has none."),
    "date_imprecise": _l("The norm was in force for a part of the sampling period only."),
    "soil_for_sediment": _l("Bottom sediment is compared with a norm for soil."),
    "as_printed": _l("The source printed how many times the limit it is."),
    "approximate": _l("The value is approximate."),
    "highest": _l("This is the highest value; others may be lower."),
}
