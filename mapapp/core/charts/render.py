"""A chart as the bytes of an SVG or PNG file: the same chart gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from mapapp.core.charts.layout import UPRIGHT, layout
from mapapp.core.charts.spec import Chart, Group, Line, Value
from mapapp.core.charts.themes import theme
from mapapp.core.i18n import language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PNG_SCALE = 2
_FONT = (
    "system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, &quot;Noto Sans&quot;, &quot;DejaVu Sans&quot;, sans-serif"
)
_DRAWN_FONT = "DejaVu Sans"  # has all letters of Kazakh; comes with Matplotlib
# Letters for people stay letters: no formulas, no outlines; nothing depends on the clock or on chance.
_SETTINGS: dict[Any, Any] = {
    "font.family": [_DRAWN_FONT],
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "mapapp",
    "path.simplify": False,
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Matplotlib keeps settings and caches for the whole process; one chart at a time is drawn in a process.
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is wanted: form svg or png, theme light or dark, ``narrow`` for phones, ``titled`` to stand alone."""

    form: str = "svg"
    theme: str = "light"
    narrow: bool = False
    titled: bool = False


def plain(chart: Chart) -> Chart:
    """The chart with its words in the reader's language and without characters that no file may hold."""
    return replace(
        chart,
        title=_clean(str(chart.title)),
        alt=_clean(str(chart.alt)),
        axis=_clean(str(chart.axis)),
        unit=_clean(chart.unit),
        norms=tuple(_line(one) for one in chart.norms),
        groups=tuple(_group(one) for one in chart.groups),
    )


def _group(group: Group) -> Group:
    values = tuple(_value(one) for one in group.values)
    return Group(_clean(group.label), values, tuple(_line(one) for one in group.norms))


def _line(line: Line) -> Line:
    return replace(line, value=float(line.value), label=_clean(str(line.label)))


def _value(value: Value) -> Value:
    low = float(value.low) if value.low is not None else None
    return replace(value, high=float(value.high), low=low, label=_clean(str(value.label)))


def _clean(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def render(chart: Chart, look: Look) -> bytes:
    """The file. Charts drawn lately are remembered."""
    return _drawn(plain(chart), look, language())


@lru_cache(maxsize=256)
def _drawn(chart: Chart, look: Look, spoken: str) -> bytes:
    del spoken  # part of the memory's key: numbers and dates are written in the reader's language
    # Here: it takes most of a second to load, and pages do not need it.
    from matplotlib import rc_context

    with _LOCK, rc_context(_SETTINGS):
        from mapapp.core.charts import lying, upright
        from mapapp.core.charts.canvas import Canvas

        canvas = Canvas(layout(chart, look.narrow, look.titled), theme(look.theme), upright=chart.kind in UPRIGHT)
        canvas.head()
        (upright.draw if chart.kind in UPRIGHT else lying.draw)(canvas, chart)
        canvas.foot()
        return _png(canvas.figure) if look.form == "png" else _svg(canvas.figure, chart)


def _png(figure: Figure) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(_PNG_SCALE * figure.dpi)
    file = BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(file, metadata={"Software": None})
    return file.getvalue()


def _svg(figure: Figure, chart: Chart) -> bytes:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    file = BytesIO()
    unsaid = {"Date": None, "Creator": None, "Format": None, "Type": None}
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(file, metadata=unsaid)
    drawn = file.getvalue().decode("utf-8")
    drawn = drawn[drawn.index("<svg") :].replace('pt"', '"', 2).replace(f"'{_DRAWN_FONT}'", _FONT)
    opening, _, rest = drawn.partition(">")
    named = f' role="img" aria-label={quoteattr(str(chart.title))}>'
    about = f"<title>{escape(str(chart.title))}</title><desc>{escape(str(chart.alt))}</desc>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{opening}{named}{about}{rest}'.encode()
