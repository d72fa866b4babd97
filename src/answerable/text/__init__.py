"""The language engine: what changed between what was established and what was said.

`shifts` compares two passages; `strength` says how much one says; `segment` takes a document apart; `Index` finds
passages again in other documents; `check` reads a draft. Nothing here knows who spoke, asks a network, or needs Django.
Names are imported when they are first asked for, so that a small question loads little.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Shift": "comparing",
    "shifts": "comparing",
    "Feature": "strengths",
    "Strength": "strengths",
    "strength": "strengths",
    "Document": "documents",
    "read_document": "documents",
    "Segment": "segments",
    "segment": "segments",
    "Index": "index",
    "Match": "index",
    "Span": "spans",
    "TextError": "errors",
    "check": "checking",
    "language_of": "languages",
}
"""The module in which each public name is made."""

__all__ = [
    "Document",
    "Feature",
    "Index",
    "Match",
    "Segment",
    "Shift",
    "Span",
    "Strength",
    "TextError",
    "check",
    "language_of",
    "read_document",
    "segment",
    "shifts",
    "strength",
]


def __getattr__(name: str) -> Any:
    """Return a public name from the module that makes it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
