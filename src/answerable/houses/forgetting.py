"""Where contents lie that are on their way from another house, and how what was erased leaves those places."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from answerable.houses.carrying.files import content_folder
from answerable.vault.erasing import Gone

ARRIVING = "arriving"
"""The folder of files that have not come whole yet, in the home folder: nothing in it is served."""

CARRIED = "carried"
"""The folder of what came on sticks and is not wholly taken in, in the home folder."""


def arriving(commitment: str, giver: str) -> Path:
    """Return where a file lies that has not come whole yet from the house of this log."""
    name = f"{commitment.removeprefix('sha256:')}.{sha256(giver.encode()).hexdigest()[:16]}"
    return Path(settings.ANSWERABLE_HOME) / ARRIVING / name


def forget_arriving(gone: Gone) -> None:
    """Remove what came of a content so far, over the network or on a stick."""
    home, name = Path(settings.ANSWERABLE_HOME), gone.commitment.removeprefix("sha256:")
    for begun in (home / ARRIVING).glob(f"{name}*"):
        begun.unlink(missing_ok=True)
    for place in (home / CARRIED).glob(f"*/{content_folder(gone.commitment)}"):
        shutil.rmtree(place)
