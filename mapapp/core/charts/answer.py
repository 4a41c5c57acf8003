"""A chart as an answer to a request."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from mapapp.core.charts.spec import Chart


def answer(charts: Iterable[Chart], chart_id: str, form: str) -> Response:
    """The chart of that id as ``form`` ("svg" or "png"); raises NotFound for another id or form.

    The query parameter ``theme`` (light or dark) chooses the colours, ``download`` asks the browser to save it.
    """
    raise NotImplementedError
