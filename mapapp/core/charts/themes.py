"""The colours of charts: those of the pages (static/css/tokens.css), so that both change together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mapapp.core.assets import STATIC

THEMES = ("light", "dark")
_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6})\s*;")
_DARK = "@media (prefers-color-scheme: dark)"
# Told apart also with the common weaknesses of colour vision; each has at least 3:1 on its paper.
_SERIES = {
    "light": ("#0b6470", "#b3541e", "#6a4fa3", "#4d7a12", "#a5173c", "#33528f", "#7d6200", "#44514c"),
    "dark": ("#6fc8d4", "#f0a072", "#b9a3ea", "#a8d36b", "#ff9db3", "#93b4f2", "#e3c75c", "#c3cec9"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb: the paper, words, lines, one per tone, and those of groups in their order."""

    paper: str
    ink: str
    muted: str
    line: str
    line_strong: str
    neutral: str
    tones: Mapping[str, str]
    soft: Mapping[str, str]
    series: tuple[str, ...]


@cache
def theme(name: str) -> Theme:
    """The theme of that name, light for any other name."""
    light, _, dark = (STATIC / "css" / "tokens.css").read_text("utf-8").partition(_DARK)
    found = dict(_COLOUR.findall(light))
    if name == "dark":
        found |= dict(_COLOUR.findall(dark))
    tones = ("bad", "good", "warn", "neutral")
    return Theme(
        paper=found["paper"],
        ink=found["ink"],
        muted=found["muted"],
        line=found["line"],
        line_strong=found["line-strong"],
        neutral=found["neutral"],
        tones={one: found[one] for one in tones},
        soft={one: found[f"{one}-soft"] for one in tones},
        series=_SERIES["dark" if name == "dark" else "light"],
    )
