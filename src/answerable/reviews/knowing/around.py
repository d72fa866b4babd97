"""What is said around a version, and by whom: harm and misuse, remarks of the engine, decisions not to ask, hand-overs.

Who wrote down a danger, accepted a risk or answered a remark knew of it from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from answerable.clearance import entries as clearance
from answerable.critiques import entries as critiques
from answerable.echoes import entries as echoes
from answerable.outputs import entries as outputs
from answerable.record.entry import Fact, Said
from answerable.releases import entries as releases
from answerable.reviews.knowing.lines import Act, Told


def _person(act: Act, *, name: str = "", text: str = "reason") -> Callable[[Fact[Any], Any], Iterator[Told]]:
    """Return what an act of a person says, with its key in the field `name` and its words in the field `text`."""

    def tell(fact: Fact[Any], _known: Any) -> Iterator[Told]:
        yield Told(who=fact.actor, sort="person", act=act, **_about(fact, name, text))

    return tell


def _section(
    act: Act, *, who: str = "section", name: str, text: str = ""
) -> Callable[[Fact[Any], Any], Iterator[Told]]:
    """Return what an act says of a section, which is in the field `who`."""

    def tell(fact: Fact[Any], _known: Any) -> Iterator[Told]:
        yield Told(who=getattr(fact.body, who), sort="section", act=act, **_about(fact, name, text))

    return tell


def _about(fact: Fact[Any], name: str, text: str) -> dict[str, Any]:
    body = fact.body
    return {
        "output": getattr(body, "output", ""),
        "version": getattr(body, "version", 0),
        "name": " ".join(filter(None, (str(getattr(body, each)) for each in name.split()))),
        "text": getattr(body, text) if text else "",
    }


def _read(fact: Fact[Any], _known: Any) -> Iterator[Told]:
    if fact.body.part == 1:  # a long list of remarks stands in several entries
        yield Told(who=fact.actor, sort="person", act="commented", output=fact.body.output, version=fact.body.version)


AROUND: Mapping[type[Said], Callable[[Fact[Any], Any], Iterator[Told]]] = {
    outputs.VersionRead: _read,
    outputs.FlagAnswered: _person("commented", name="statement"),
    clearance.SectionAdded: _person("decided", name="section"),
    clearance.GuestRevoked: _person("decided", name="guest"),
    clearance.ReplyWaived: _person("decided", name="party"),
    clearance.EngagementConsidered: _person("decided", name="party"),
    clearance.ExtensionConsidered: _person("decided", name="party"),
    clearance.HarmAssessed: _person("commented", name="harm", text="risk"),
    clearance.HarmAccepted: _section("decided", name="harm"),
    clearance.MisuseRehearsed: _person("commented", name="statement", text="reuse"),
    clearance.OverrideReviewed: _person("decided", text="text"),
    releases.CopyLapsed: _person("decided", name="holder"),
    critiques.ItemsListed: _person("commented", name="critique"),
    critiques.ItemHanded: _section("sent", who="to", name="critique item", text="reason"),
    critiques.ItemTaken: _section("commented", name="critique item"),
    critiques.CommitmentMade: _person("decided", name="commitment", text="words"),
    critiques.CommitmentRestated: _person("commented", name="commitment", text="words"),
    critiques.CommitmentJudged: _person("decided", name="commitment", text="proof"),
    echoes.MisuseReported: _section("sent", name="misuse", text="what"),
    echoes.MisuseAnswered: _section("commented", name="misuse", text="text"),
}
"""What is told by each of these kinds."""
