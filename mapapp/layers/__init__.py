"""Layer, Filter, Viewer and the registry: the contract between the domains and every way of publishing."""

from mapapp.core.viewer import Role, Viewer
from mapapp.layers.conditions import apply, seen_by
from mapapp.layers.contract import (
    CHILD_SOURCE,
    CHILD_STANDARD,
    STANDARD,
    ChildTable,
    Condition,
    Feature,
    Field,
    Filter,
    Layer,
    Rows,
    Style,
    StyleClass,
)
from mapapp.layers.reading import count, features, frame, offered, register, registry

__all__ = [
    "CHILD_SOURCE",
    "CHILD_STANDARD",
    "STANDARD",
    "ChildTable",
    "Condition",
    "Feature",
    "Field",
    "Filter",
    "Layer",
    "Role",
    "Rows",
    "Style",
    "StyleClass",
    "Viewer",
    "apply",
    "count",
    "features",
    "frame",
    "offered",
    "register",
    "registry",
    "seen_by",
]
