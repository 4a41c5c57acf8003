"""Places written down by people: decimal degrees, degrees and minutes, Plus codes, links copied from maps.

Only the text is read; no address in it is ever fetched.
"""

from __future__ import annotations

import re
import unicodedata

from mapapp.spatial import angles, maplinks
from mapapp.spatial.spots import ShortCode, Spot, Unclear, plus_code

__all__ = ["ShortCode", "Spot", "Unclear", "parse_spot"]

_MAX_TEXT = 2000
_SIGNS = str.maketrans(
    {**dict.fromkeys("º˚∘", "°"), **dict.fromkeys("′’‘ʹ`´", "'"), **dict.fromkeys("″”“„ʺ«»", '"')}
    | dict.fromkeys("−–—‒", "-")
)


def parse_spot(text: str) -> Spot | ShortCode | None:
    """The place that ``text`` writes, None when it writes none, such as a name.

    Latitude comes first unless letters say otherwise or only the other order lies in Kazakhstan. A short Plus code
    is given back with the words beside it, for somebody who knows where these are. Raises Unclear for text that is
    meant as a place but can be read in several ways or in none.
    """
    if len(text) > _MAX_TEXT:
        return None
    if maplinks.is_link(text):
        return maplinks.parse_link(text)
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    plain = re.sub(r"''", '"', " ".join(plain.split()))
    return plus_code(plain) or angles.parse_angles(plain)
