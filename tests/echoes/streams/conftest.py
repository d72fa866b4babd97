"""A small web for streams that fetch."""

from tests.echoes.fetching.conftest import world

__all__ = ["world"]
