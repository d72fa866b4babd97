"""What of erased content may lie among the files that are on their way from another house."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from answerable.houses.carrying.files import content_folder
from answerable.houses.carrying.reading import CARRIED
from answerable.houses.fetching_contents import arriving
from answerable.vault.erasing import Gone


def forget_arriving(gone: Gone) -> None:
    """Remove what came of a content so far, over the network or on a stick."""
    arriving(gone.commitment).unlink(missing_ok=True)
    for place in (Path(settings.ANSWERABLE_HOME) / CARRIED).glob(f"*/{content_folder(gone.commitment)}"):
        shutil.rmtree(place)
