"""Words for the fields of a result, for the states of a load and for the licences that people choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

STATE: Mapping[str, Words] = {
    "uploaded": _l("Columns to be checked"),
    "checking": _l("Being read"),
    "checked": _l("Ready to load"),
    "loading": _l("Being loaded"),
    "loaded": _l("Seen by your organisation only"),
    "published": _l("Public"),
    "undone": _l("Taken back"),
    "failed": _l("Could not be loaded"),
    "dropped": _l("Discarded"),
}
TONE: Mapping[str, str] = {"loaded": "warn", "published": "good", "failed": "bad", "checked": "warn"}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together in the list of what a column can be."""

    title: Words
    fields: Mapping[str, Words]


GROUPS = (
    Group(
        _l("Where"),
        {
            "point_id": _l("Number or name of the point"),
            "latitude": _l("Latitude, or metres north"),
            "longitude": _l("Longitude, or metres east"),
            "coordinates": _l("Both coordinates in one cell"),
            "geometry": _l("Place as WKT"),
            "name": _l("Name of the place"),
            "name_kk": _l("Name of the place, in Kazakh"),
            "name_ru": _l("Name of the place, in Russian"),
            "name_en": _l("Name of the place, in English"),
            "place": _l("Address or description of the place"),
            "water_body": _l("River, lake or reservoir"),
            "distance_km": _l("Distance along the river, km"),
            "distance_to_km": _l("Distance along the river, end of the stretch, km"),
            "oblast": _l("Oblast"),
            "precision": _l("How exactly the place is known"),
            "precision_m": _l("Within how many metres the place is known"),
            "not_drawn": _l("Why the place is not drawn"),
        },
    ),
    Group(
        _l("The sample"),
        {
            "sample_id": _l("Number of the sample"),
            "label": _l("Label on the bottle or bag"),
            "medium": _l("Medium (soil, water, air)"),
            "taxon": _l("Species"),
            "sampled_on": _l("Date of sampling"),
            "depth_from_m": _l("Depth from, m"),
            "depth_to_m": _l("Depth to, m"),
            "sampler": _l("Who took it"),
            "purpose": _l("What it was taken for (duplicate, blank …)"),
            "duplicate_of": _l("Sample that it repeats"),
            "sample_count": _l("Number of samples behind the value"),
        },
    ),
    Group(
        _l("The result"),
        {
            "substance": _l("Substance"),
            "cas": _l("CAS number"),
            "value": _l("Value"),
            "qualifier": _l("Sign before the value (<, >)"),
            "unit": _l("Unit"),
            "value_min": _l("Lowest value"),
            "value_max": _l("Highest value"),
            "detection_limit": _l("Detection limit"),
            "quantification_limit": _l("Quantification limit"),
            "uncertainty": _l("Uncertainty"),
            "fraction": _l("Part measured (dissolved, total, mobile)"),
            "basis": _l("Dry or wet mass"),
            "expressed_as": _l("Reported as (nitrate as N or as NO3)"),
            "statistic": _l("Single value, mean, range"),
            "averaging": _l("Averaging time (air)"),
        },
    ),
    Group(
        _l("The laboratory"),
        {
            "laboratory": _l("Laboratory"),
            "accreditation": _l("Accreditation"),
            "accredited_until": _l("Accredited until"),
            "method": _l("Method of analysis"),
            "certificate": _l("Number of the certificate"),
            "received_on": _l("Received by the laboratory"),
            "analysed_on": _l("Date of the analysis"),
        },
    ),
    Group(
        _l("The source"),
        {
            "id": _l("Number of the result"),
            "source_title": _l("Document"),
            "source_url": _l("Web address of the document"),
            "source_date": _l("Date of the document"),
            "citation": _l("Page or line"),
            "note": _l("Remark"),
        },
    ),
)
FIELD: Mapping[str, Words] = {name: words for group in GROUPS for name, words in group.fields.items()}


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its short name, where it is written down, and what it means in a sentence."""

    url: str
    means: Words


LICENCES: Mapping[str, Licence] = {
    "CC BY 4.0": Licence(
        "https://creativecommons.org/licenses/by/4.0/", _l("Everybody may use the data and must name you.")
    ),
    "CC BY-SA 4.0": Licence(
        "https://creativecommons.org/licenses/by-sa/4.0/",
        _l("The same, and what is made of the data must be under this licence too."),
    ),
    "CC0 1.0": Licence(
        "https://creativecommons.org/publicdomain/zero/1.0/", _l("Everybody may use the data without conditions.")
    ),
    "ODbL 1.0": Licence(
        "https://opendatacommons.org/licenses/odbl/1-0/",
        _l("Everybody may use the data, must name you, and shares a changed database under this licence."),
    ),
    "not stated": Licence("", _l("Nobody knows whether the data may be used again. Choose another if you can.")),
}
