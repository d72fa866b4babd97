"""What can be said about the rules that an organisation adopts.

Terms: Lund-London Guidelines (competence, independence), Gerrit-style separation of duty.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.people.entries.persons import Role
from answerable.record.entry import Count, Key, OptionalKey, Part, Said

Moment = Literal["plan", "findings", "draft"]
"""The three moments at which an affected section has a part (Murad Code; Professional Standards)."""


Room = Literal[
    "people", "evidence", "findings", "outputs", "clearance", "releases", "critiques", "designations", "reviews"
]
"""A room whose content can be shared."""

Days = Annotated[int, Meta(ge=0, le=3650)]


class Quorum(Part, frozen=True, kw_only=True):
    """Who has to countersign. Exactly one of the ways is used; they nest.

    `all` and `any` hold further rules; `least` asks for that many of `among`; `section`, `role` and `affected`
    (every affected section) are the leaves.
    """

    all: tuple[Quorum, ...] = ()
    any: tuple[Quorum, ...] = ()
    least: Count = 0
    among: tuple[Quorum, ...] = ()
    section: OptionalKey = ""
    role: Role | Literal[""] = ""
    affected: bool = False

    def __post_init__(self) -> None:
        """Refuse a rule that says nothing, or two things at once."""
        ways = [self.all, self.any, self.among, self.section, self.role, self.affected]
        if sum(map(bool, ways)) != 1 or bool(self.least) != bool(self.among) or self.least > len(self.among):
            raise ValueError(
                "a quorum rule uses one of all, any, least with among (least not above their number), "
                "section, role, affected"
            )


class Clock(Part, frozen=True, kw_only=True):
    """Minimum days by gravity of what is alleged."""

    ordinary: Days
    grave: Days
    expedited: Days


class Requirement(Part, frozen=True, kw_only=True):
    """What somebody who signs in a role has to bring, besides what the standards ask: current training modules."""

    role: Role
    training: tuple[Key, ...] = ()


class Afterwards(Part, frozen=True, kw_only=True):
    """Days that an organisation gives itself after it has spoken.

    `review`: from a serious critique to the status "under review" or another; `answer`: to an answer to each item;
    `notice`: for an affected section to countersign a notice or a decision before it goes out without it; `held`: until
    a notice has reached those who hold what it is on.
    """

    review: Days = 7
    answer: Days = 30
    notice: Days = 7
    held: Days = 3


class Share(Part, frozen=True, kw_only=True):
    """To whose houses the content of a room goes besides its own section's.

    ``affected``: the sections affected in the case, and those that take part in it; ``sections``: every section.
    """

    room: Room
    to: Literal["nobody", "affected", "sections"]


class Sharing(Part, frozen=True, kw_only=True):
    """Which entries and which content travel between houses.

    A log goes whole, to every section, or to those in `to`; a part of it could not be verified. Content goes where
    `content` says, and nowhere where it says nothing. A file of evidence goes nowhere that its consent does not allow.
    A checkpoint counts as witnessed once `cosigners` other houses have cosigned it.
    """

    to: tuple[Key, ...] = ()
    content: tuple[Share, ...] = (
        Share(room="findings", to="affected"),
        Share(room="outputs", to="affected"),
        Share(room="clearance", to="affected"),
        Share(room="releases", to="sections"),
        Share(room="critiques", to="sections"),
    )
    cosigners: Count = 1


class PolicyAdopted(Said, frozen=True, kw_only=True):
    """The organisation's rules for its gates. In force once every section in `by_sections` has endorsed it.

    `advisory` lists the numbers of gates that inform without blocking, besides those that the standards mark so.
    `reviewers` are the roles that must be filled (gate 17), `training` the module a signer must hold, and
    `requirements` what a role asks besides. `signatures` says whether acts that are signatures need the person's own
    key from everybody (``required``), or only from those who have one (``offered``).
    """

    kind: ClassVar[str] = "policy.adopted/1"
    policy: Key
    number: Annotated[int, Meta(ge=1)]
    consultation: Clock
    reply: Clock
    freshness: Days
    quorum: Quorum
    reviewers: tuple[Role, ...]
    training: OptionalKey = ""
    advisory: tuple[Annotated[int, Meta(ge=1, le=25)], ...] = ()
    by_sections: tuple[Key, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    signatures: Literal["offered", "required"] = "offered"
    afterwards: Afterwards = Afterwards()
    sharing: Sharing = Sharing()


class PolicyEndorsed(Said, frozen=True, kw_only=True):
    """A section stands by this number of the policy."""

    kind: ClassVar[str] = "policy.endorsed/1"
    policy: Key
    number: Annotated[int, Meta(ge=1)]
    section: Key
