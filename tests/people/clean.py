"""A small organisation in which everything about people is in order."""

from __future__ import annotations

from datetime import date

from answerable.people import entries
from answerable.people.standing import People
from tests.cases import commit, fact

SECTIONS = {
    "centre": entries.SectionJoined(section="centre", organisation="harbour-watch", name="Harbour Watch, centre"),
    "coast": entries.SectionJoined(
        section="coast", organisation="harbour-watch", name="Harbour Watch, coast", countries=("xa",), languages=("en",)
    ),
    "north": entries.SectionJoined(
        section="north", organisation="harbour-watch", name="Harbour Watch, north", countries=("xb",)
    ),
}
PERSONS = ("centre-author", "centre-lawyer", "centre-director", "coast-director", "coast-reviewer", "north-director")
ROLES = {
    "centre-author": "author",
    "centre-lawyer": "legal-reviewer",
    "centre-director": "approver",
    "coast-director": "countersigner",
    "coast-reviewer": "country-reviewer",
    "north-director": "countersigner",
}
START = "2026-01-01T08:00:00Z"
POLICY = entries.PolicyAdopted(
    policy="clearance",
    number=1,
    consultation=entries.Clock(ordinary=10, grave=14, expedited=3),
    reply=entries.Clock(ordinary=10, grave=14, expedited=3),
    freshness=30,
    quorum=entries.Quorum(all=(entries.Quorum(affected=True), entries.Quorum(role="approver"))),
    reviewers=("legal-reviewer", "country-reviewer"),
    training="influence",
    by_sections=("centre", "coast", "north"),
)


def origin(section: str) -> str:
    """Return the origin of a section's log."""
    return f"harbour.example/{section}"


def clean_people() -> People:
    """Return three sections with six persons who may do, have shown and have passed what the clean case needs."""
    training = {
        "person": "", "module": "influence", "passed": date(2025, 6, 1), "expires": date(2027, 6, 1),
    }  # fmt: skip
    say = {"at": START, "case": ""}
    return People(
        organisations=(fact(entries.OrganisationNamed(organisation="harbour-watch", name="Harbour Watch"), **say),),
        sections=tuple(fact(body, origin=origin(key), **say) for key, body in SECTIONS.items()),
        keys=tuple(
            fact(entries.KeyAdded(section=key, vkey=f"{origin(key)}+00000000+AQ=="), origin=origin(key), **say)
            for key in SECTIONS
        ),
        persons=tuple(
            fact(
                entries.PersonJoined(person=person, section=person.split("-")[0], name=commit(person)),
                origin=origin(person.split("-")[0]),
                **say,
            )
            for person in PERSONS
        ),
        roles=tuple(
            fact(entries.RoleGranted(person=person, role=role), at=START, index=i, origin=origin(person.split("-")[0]))
            for i, (person, role) in enumerate(ROLES.items())
        ),
        competences=(
            fact(entries.CompetenceShown(person="centre-lawyer", field="law", basis=commit("law")), **say),
            fact(entries.CompetenceShown(person="coast-reviewer", field="country:xa", basis=commit("xa")), **say),
        ),
        trainings=tuple(fact(entries.TrainingPassed(**{**training, "person": person}), **say) for person in PERSONS),
        policies=(fact(POLICY, **say),),
        endorsements=tuple(
            fact(entries.PolicyEndorsed(policy="clearance", number=1, section=key), origin=origin(key), **say)
            for key in SECTIONS
        ),
    )
