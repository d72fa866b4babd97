"""What is said in the walk: the words of the example `harbour`, and of them only as many as every act needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HARBOUR = Path(__file__).parents[2] / "examples" / "harbour"
EVIDENCE = HARBOUR / "evidence"

FILES: tuple[dict[str, Any], ...] = (
    {
        "item": "E1",
        "type": "official-record",
        "title": "The inspectors' note of their visit on 12 November 2025",
        "source": "The labour inspectorate of Orvania",
        "origin": "Labour inspectorate, file LI-2025-118",
        "file": EVIDENCE / "E1.txt",
        "public": True,
    },
    {
        "item": "E3",
        "type": "official-record",
        "title": "Harbour Safety Order of Orvania, section 7",
        "source": "The official gazette of Orvania",
        "origin": "Official gazette, 2011, number 88",
        "file": EVIDENCE / "E6.txt",
        "public": True,
    },
)
REPLY: dict[str, Any] = {
    "item": "E4",
    "type": "document",
    "title": "The port authority's reply",
    "source": "The port authority of Selsund",
    "origin": "Letter, received by mail",
    "file": EVIDENCE / "E7.txt",
    "public": True,
    "party": "port-authority",
}
TESTIMONY: dict[str, Any] = {
    "item": "E2",
    "type": "testimony",
    "title": "What a crane operator told us about the accident forms",
    "source": "A crane operator, drawn by lot from the eleven who agreed to speak",
    "origin": "Spoken in Selsund; our notes, read back and agreed",
}

NOT_SHOWN = {
    "established": "yes",
    "doer": "port-authority",
    "conduct": "omission",
    "act": "did not show accident records to labour inspectors",
    "affected": "dock workers of Selsund",
    "countries": "xa",
    "since": "2025-11-12",
    "until": "2025-11-13",
}
"""What both findings say of the same day."""
F1: dict[str, Any] = {
    **NOT_SHOWN,
    "finding": "F1",
    "level": "fact",
    "text": "On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 "
    "accident records they asked for.",
    "standard": "clear-and-convincing",
    "counts": [
        {
            "numerator": 12,
            "base": 30,
            "unit": "accident records that the inspectors asked for",
            "chosen": "Every accident on a quay that the port clinic's day book shows.",
            "evidence": "traced",
        }
    ],
    "evidence": [{"item": "E1", "does": "supports"}, {"item": "E2", "does": "context"}],
}
F2: dict[str, Any] = {
    **NOT_SHOWN,
    "finding": "F2",
    "level": "characterisation",
    "text": "Not showing the 12 records raises concern that the port authority fell short of its duty to show accident "
    "records to labour inspectors.",
    "standard": "reasonable-suspicion",
    "evidence": [{"item": "E1", "does": "supports"}, {"item": "E3", "does": "supports"}],
    "gravers": [{"category": "deliberate concealment", "state": "not-examined"}],
    "not_asserted": "That there was no lawful ground; that anyone meant to conceal anything.",
}
RULE: dict[str, Any] = {
    "rule": "R1",
    "name": "Showing records to labour inspectors",
    "source": "Labour Inspection Convention, 1947 (ILO Convention 81), article 12, paragraph 1 (c) (ii)",
    "norm": "treaty",
    "conduct": "not showing prescribed records to labour inspectors who ask for them",
    "status": "a workplace liable to inspection",
    "elements": [
        {
            "element": "prescribed",
            "asks": "Does national law prescribe that the records be kept?",
            "state": "met",
            "evidence_for": ["E3"],
            "standard": "clear-and-convincing",
        },
        {
            "element": "no-lawful-ground",
            "asks": "Was there no lawful ground for not showing them?",
            "state": "unknown",
        },
    ],
}
LIMITS = (
    (
        "L1",
        "F1",
        "access-refused",
        "We have not seen the twelve records: the port authority did not let us.",
        "The port authority, by letter on 8 January 2026; refused on 12 February.",
    ),
    (
        "L2",
        "F2",
        "no-reply",
        "The court did not tell us whether it had sealed the twelve records.",
        "The District Court, by letter on 13 February and again on 20 February 2026.",
    ),
)

OPERATOR = "Every fall and every crushed hand went on a form, and the forms went into the blue cabinet,"
COURT = "it told us that a court had sealed the twelve, and the court did not answer our letters."
SEALED = (
    '"Twelve of the files were sealed by the District Court on 3 November in a claim for damages, and we were not free '
    'to hand them over," the authority wrote to us.'
)
REPORT = f"""# Accident records at the port of Selsund

On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 accident records they asked for; it has not let us see them either.
What the authority did raises concern that it fell short of its duty to show accident records to labour inspectors; the court did not answer our letters.

## What we did

We compared the inspectors' note and the port clinic's day book line by line, and spoke with one crane operator, drawn by lot from the eleven who agreed to speak.

## What we heard

"{OPERATOR}" the crane operator told us.
"""  # noqa: E501 - a sentence stands on one line
WITH_THE_REPLY = {
    "inspectors; the court did not answer our letters.": f"inspectors; {COURT}",
    "the crane operator told us.": f"the crane operator told us.\n{SEALED}",
}
RELEASE = f"""# Port authority showed inspectors 18 of 30 accident records, and us none

On 12 November 2025 the port authority of Selsund hid 12 of the 30 accident records that two labour inspectors asked for; it has not let us see them either.
What the authority did raises concern that it fell short of its duty to show accident records to labour inspectors; {COURT}

{SEALED}
"""  # noqa: E501 - a sentence stands on one line
WITHOUT_HID = {
    "hid 12 of the 30 accident records that two labour inspectors": "did not show two labour inspectors 12 of the 30 "
    "accident records they",
}

CONTEXT, METHOD = {"says": "context"}, {"says": "method"}
FACT = {"says": "fact", "party": "port-authority", "carries": ["L1"]}
CONCERN = {"says": "law", "strength": "raises-concern", "party": "port-authority", "carries": ["L2"]}
LAW = {**CONCERN, "carries": ["L2", "C1", "reply:port-authority"]}
QUOTE = {"says": "quote", "party": "port-authority"}
MARKS_OF_REPORT = {
    "Accident records at": CONTEXT,
    "did not show two labour": FACT,
    "raises concern": CONCERN,
    "We compared": METHOD,
    "blue cabinet": {"says": "quote"},
}
MARKS_OF_RELEASE = {
    "Port authority showed": FACT,
    "hid 12 of the 30": FACT,
    "raises concern": LAW,
    "the authority wrote to us": QUOTE,
}

HARMS = (
    (
        "population",
        "Dock workers of Selsund",
        "Workers are blamed for the visit, or for the release.",
        "The release speaks of records, names no worker, and gives the reply.",
        "coast-director",
    ),
    (
        "staff",
        "Staff of the coast section",
        "They are turned away from the port.",
        "No visit to the port in the two weeks after; letters go through the centre.",
        "coast-director",
    ),
    (
        "sources",
        "The crane operator",
        "The authority works out who spoke.",
        "Drawn from eleven; the words quoted could be said by any of forty.",
        "coast-reviewer",
    ),
    (
        "partners",
        "The port clinic",
        "The clinic is asked to give up its day book.",
        "The day book is kept back; the inspectorate has known of it since November.",
        "centre-director",
    ),
)
METHOD_OF_REPORT = {
    "who": "A researcher and a lawyer of the centre, and a reviewer of the coast section.",
    "where": "Selsund, and the office of the centre.",
    "since": "2026-01-07",
    "until": "2026-02-26",
    "interviews": 1,
    "chosen": "Eleven crane operators agreed to speak; one was drawn by lot.",
    "verified": "Two lists of accidents were compared line by line by two people apart.",
    "safety": "Consent was asked before and after the talk. No injured person is named.",
    "limits": "The authority did not let us see the twelve records; the court did not answer two letters.",
}
