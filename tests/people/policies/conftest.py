"""The worked example on record, for the tests of pages."""

from tests.site import db, harbour, harbour_on_record

__all__ = ["db", "harbour", "harbour_on_record"]
