from tests.site import countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]
