"""Houses as a Django application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from answerable.houses.reaching import Reached


class HousesConfig(AppConfig):
    """Tables of what is known of other houses."""

    name = "answerable.houses"
    label = "houses"
    default_auto_field = "django.db.models.BigAutoField"

    def reached(self, entries: Iterable[tuple[str, int]], *, at: datetime) -> tuple[Reached, ...]:
        """Return the houses that have, or may have, what some entries commit to (`reaching`), for other rooms."""
        from answerable.houses.reaching import houses_reached  # noqa: PLC0415 - tables first

        return tuple(houses_reached(entries, at=at))
