"""Where Django looks for the tables."""

from answerable.houses.tables import (
    CarriedPart,
    Copy,
    Cosignature,
    Following,
    Given,
    Heard,
    Offered,
    Peer,
    Stamp,
    Trouble,
    Witnessed,
)

__all__ = [
    "CarriedPart",
    "Copy",
    "Cosignature",
    "Following",
    "Given",
    "Heard",
    "Offered",
    "Peer",
    "Stamp",
    "Trouble",
    "Witnessed",
]
