"""Where Django looks for the tables."""

from answerable.houses.tables import (
    Copy,
    Cosignature,
    Following,
    Heard,
    Offered,
    Peer,
    Stamp,
    Trouble,
    Witnessed,
)

__all__ = ["Copy", "Cosignature", "Following", "Heard", "Offered", "Peer", "Stamp", "Trouble", "Witnessed"]
