"""What importers advise to write into a mapping file, as it is said to somebody who has a form instead.

A sentence that is not here is said as it is. Each key is the English sentence of its place in ``importers``, each value
uses no other parameters; an empty value says nothing, because the page shows it already.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from mapapp.core.i18n import Words

ADVICE: Mapping[str, Words] = {
    "Nothing says how well the places are known, so they are approximate. "
    'If they were measured, add precision = "exact" under [constants].': _l(
        "Nothing says how well the places are known, so they count as approximate. If they were measured with GPS, "
        "say so with the columns."
    ),
    "These substances are not known: %(names)s. Say in the mapping under [values.substance] which they are, "
    'or "new" for one that is to be added.': "",
    "These units are not known: %(names)s. Say in the mapping under [values.unit] what they are.": "",
    "These media are not known: %(names)s. Say in the mapping under [values.medium] what they are.": "",
    "%(count)s rows only repeat others and were passed over.": "",
    "%(count)s cells of results are empty or say that nothing was measured.": "",
    "Only the sheet %(sheet)s was read. To read another (%(others)s), name it in the mapping: sheet.": _l(
        "Only the sheet %(sheet)s was read. There are others: %(others)s. Choose with the columns."
    ),
    "the substance %(value)s is not known: say in the mapping's values which it is, or that it is new": _l(
        "the substance %(value)s is not known: answer what it is"
    ),
    "the unit %(value)s is not known: say what it is in the mapping's values": _l(
        "the unit %(value)s is not known: answer what it is"
    ),
    "%(value)s is not one of %(codes)s; say what it means in the mapping's values": _l(
        "%(value)s is not one of the words that are known here: %(codes)s"
    ),
    '%(value)s can be read in two ways: add decimal = "," or decimal = "." to the mapping file': _l(
        "%(value)s can be read in two ways: choose the decimal sign with the columns"
    ),
    '%(value)s can be read in two ways: add a format under [dates] to the mapping, such as "%(example)s"': _l(
        "%(value)s can be read in two ways: choose with the columns how dates are written"
    ),
    'The coordinates of %(file)s look like metres: name their system in the mapping, crs = "EPSG:…".': _l(
        "The coordinates of %(file)s look like metres: name their coordinate system below, such as EPSG:28413."
    ),
    "In %(file)s latitude and longitude seem to have changed places: add swap = true to the mapping, "
    "or swap = false if they are right.": _l(
        "In %(file)s latitude and longitude seem to have changed places: say below whether they have."
    ),
    "None of the headings is known: say in a mapping file which column is what.": _l(
        "None of the headings is known: choose what each column is."
    ),
    "Nothing says the %(field)s: add it to the mapping, under [columns] or, for all rows, [constants].": _l(
        "Something is missing: %(field)s. Choose the column that says it, or say below what holds for every row."
    ),
    'The encoding of %(file)s is unclear: save it as UTF-8, or add encoding = "cp1251" to the mapping.': _l(
        "The encoding of %(file)s is unclear: save it as UTF-8, or choose the encoding under “How the table is read”."
    ),
    "Row %(row)s, which the mapping names as the headings, is empty.": _l(
        "Row %(row)s, which you named as the headings, is empty."
    ),
    "In the mapping, crs must be a known code such as EPSG:28992, not %(name)s.": _l(
        "This must be a known code such as EPSG:28413, not %(name)s."
    ),
    "In the mapping, %(part)s must be a whole number from 1.": _l("This must be a whole number from 1."),
}
