"""Writing words so that a name typed on a Russian keyboard finds its Kazakh form."""

from __future__ import annotations

_FOLDED = str.maketrans("әғқңөұүһіё", "агкноуухие")


def folded(text: str) -> str:
    """``text`` in lower case with the letters that only Kazakh has (and ё) replaced by the nearest Russian ones."""
    return text.strip().lower().translate(_FOLDED)
