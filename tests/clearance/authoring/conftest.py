"""The worked example that the pages show."""

from tests.site import db, harbour, harbour_on_record

__all__ = ["db", "harbour", "harbour_on_record"]
