"""What can be said about people, sections and the policy they adopted.

No name, address or mail of a person is ever in the log: a person is a handle, the name is a commitment.
Terms: Lund-London Guidelines (competence, independence), Gerrit-style separation of duty, C2SP vkeys, TUF's roots.
"""

from answerable.people.entries.persons import (
    BadgeAccepted,
    CompetenceShown,
    ConflictDeclared,
    PersonJoined,
    PersonKeyAdded,
    PersonKeyRevoked,
    Role,
    RoleGranted,
    RoleRevoked,
    SealKeyAdded,
    TrainingAttempted,
    TrainingPassed,
)
from answerable.people.entries.policy import (
    Afterwards,
    Clock,
    Days,
    Moment,
    PolicyAdopted,
    PolicyEndorsed,
    Quorum,
    Requirement,
    Room,
    Share,
    Sharing,
)
from answerable.people.entries.sections import (
    ForkShown,
    HouseOpened,
    KeyAdded,
    KeyRevoked,
    Member,
    OrganisationNamed,
    RootAdopted,
    RootSignature,
    SectionJoined,
)

__all__ = [
    "Afterwards",
    "BadgeAccepted",
    "Clock",
    "CompetenceShown",
    "ConflictDeclared",
    "Days",
    "ForkShown",
    "HouseOpened",
    "KeyAdded",
    "KeyRevoked",
    "Member",
    "Moment",
    "OrganisationNamed",
    "PersonJoined",
    "PersonKeyAdded",
    "PersonKeyRevoked",
    "PolicyAdopted",
    "PolicyEndorsed",
    "Quorum",
    "Requirement",
    "Role",
    "RoleGranted",
    "RoleRevoked",
    "Room",
    "RootAdopted",
    "RootSignature",
    "SealKeyAdded",
    "SectionJoined",
    "Share",
    "Sharing",
    "TrainingAttempted",
    "TrainingPassed",
]
