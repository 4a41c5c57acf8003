"""How long a sample of water may wait for its analysis.

Longest times for samples kept as the method prescribes (cooled, with acid and so on): 40 CFR Part 136.3, Table II,
"Required Containers, Preservation Techniques, and Holding Times" (USA; the edition of 2012 and later). Where it gives
one time until extraction and one after it, the sum of both: beyond that the analysis is late in any case. They are
recommendations of a foreign act: late means doubtful, not void.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SOURCE = "40 CFR Part 136.3, Table II"
MEDIA = ("water", "groundwater", "sewage")

_DAY = 24.0
_HOURS: tuple[tuple[float, str], ...] = (
    (0.25, "ph chlorine"),
    (8, "dissolved_oxygen"),
    (48, "nitrate nitrite phosphate bod5 bod_total colour surfactants"),
    (7 * _DAY, "suspended_solids total_mineralisation hydrogen_sulphide"),
    (14 * _DAY, "cyanides cyanides_free cyanides_complex alkalinity benzene toluene ethylbenzene xylenes styrene"),
    (28 * _DAY, "mercury chromium_vi ammonium ammonia ammonia_as_n total_nitrogen total_phosphorus cod_dichromate"),
    (28 * _DAY, "phenol phenols phenols_volatile petroleum_products oil_emulsified conductivity"),
    (28 * _DAY, "chloride fluoride sulphate bromine silicon"),
    (47 * _DAY, "benzo_a_pyrene pah_sum_10 pah_as_bap hch lindane ddt"),
    (180 * _DAY, "lead arsenic cadmium chromium chromium_iii copper zinc nickel cobalt manganese iron vanadium"),
    (180 * _DAY, "antimony barium beryllium molybdenum selenium silver tellurium thallium tin aluminium boron"),
    (180 * _DAY, "sodium potassium calcium magnesium hardness radium_226"),
    (2 * 365 * _DAY, "pcb"),
)

# The longest time in hours by the code of the substance.
LONGEST_HOURS: Mapping[str, float] = MappingProxyType(
    {code: hours for hours, codes in _HOURS for code in codes.split()}
)
