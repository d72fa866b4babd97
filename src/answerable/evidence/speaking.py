"""In which log something about an item is said, by a person or by this machine alone.

Rules:
  - A person speaks in the log of their own section.
  - This machine speaks where nobody has to be named: that it read a file again, that a command gave files out. It
    speaks in the log of the section that holds the item, or of the one that took it in, with no name beside it, and
    only where the key of that log is here: a log is written by its own house alone.
"""

from __future__ import annotations

from answerable.evidence.errors import NotHere
from answerable.evidence.gates import EvidenceCase, custodian_of, intakes
from answerable.people.errors import NotOne
from answerable.people.keyring import is_personal, keyring
from answerable.people.standing import origin_of, section_of


def own_log(evidence: EvidenceCase, person: str) -> str:
    """Return the log of a person's own section.

    Raises:
        NotOne: nobody by that handle has joined.
    """
    origin = origin_of(evidence.people, section_of(evidence.people, person))
    if not origin:
        raise NotOne(f"expected the handle of a person who has joined a section, found {person!r}")
    return origin


def logs_here() -> frozenset[str]:
    """Return the logs that are written here: those whose keys are on this machine."""
    return frozenset(each.name for each in keyring().verifiers() if not is_personal(each))


def log_here(evidence: EvidenceCase, item: str) -> str:
    """Return the log in which this machine speaks of an item.

    Raises:
        NotHere: the keys of these logs are elsewhere.
    """
    here = logs_here()
    holding = origin_of(evidence.people, section_of(evidence.people, custodian_of(evidence, item)))
    wanted = [holding, *(fact.origin for fact in intakes(evidence, item))]
    found = next((origin for origin in wanted if origin in here), "")
    if not found:
        names = ", ".join(dict.fromkeys(filter(None, wanted))) or "no log"
        raise NotHere(f"expected the key of the log that holds item {item} ({names}) on this machine, found none")
    return found


def speaker(evidence: EvidenceCase, item: str, by: str) -> tuple[str, str]:
    """Return log and name under which something is said of an item: a person's, or, with none, this machine's.

    A machine on which no section writes that has the item says what was done here in the log that is written here.

    Raises:
        NotOne, NotHere: there is no such person, or no log is written here.
    """
    if by:
        return own_log(evidence, by), by
    try:
        return log_here(evidence, item), ""
    except NotHere:
        here = logs_here()
        found = next((fact.origin for fact in evidence.people.sections if fact.origin in here), "")
        if not found:
            raise
        return found, ""
