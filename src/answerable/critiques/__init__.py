"""Critiques: what others ask of us, item by item; what we answered; and what we promised.

- `letters/`: a letter and the reply to it as they can be read without a record: items, states, promises, drift;
- `entries.py`, `gates.py`, `models.py`: what people say of them in the record, when they may, and the tables.
"""
