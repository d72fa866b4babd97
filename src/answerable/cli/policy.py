"""`answerable policy`: the policy in force as TOML, adopting one, and standing by it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

By = Annotated[str, typer.Option(help="Handle of the person who says it.")]


@app.callback()
def group() -> None:
    """What the gates ask for, as TOML."""


@app.command("show")
def show(
    section: Annotated[str, typer.Option(help="Key of a section, where several organisations share a server.")] = "",
) -> None:
    """Print the policy in force as TOML, and after it, as comments, those that wait and for whom."""
    prepare()
    from answerable.people.policies.history import history
    from answerable.people.policies.toml import policy_toml
    from answerable.people.standing import DEFAULT_POLICY

    with failing():
        known = history(_people(section), at=_now())
        holds = next((each for each in known if each.in_force), None)
        if holds is None:
            sys.stdout.write("# No policy is in force. Until one is, these rules hold, and nothing can be released.\n")
        sys.stdout.write(policy_toml(holds.fact.body if holds else DEFAULT_POLICY))
        for each in known:
            body = each.fact.body
            if each.waits_for and (holds is None or body.number > holds.fact.body.number):
                sys.stdout.write(f"# {body.policy} {body.number} waits for {', '.join(each.waits_for)}\n")


@app.command("adopt")
def adopt(file: Annotated[Path, typer.Argument(help="The policy, as TOML.")], by: By) -> None:
    """Adopt a policy. It is in force once every section that it names, and that the one before names, endorsed it."""
    prepare()
    import msgspec

    from answerable.people.entries import PolicyAdopted
    from answerable.people.policies.toml import read_policy

    with failing():
        policy = read_policy(file.read_bytes().decode(errors="replace"), name=str(file))
        _say(PolicyAdopted, msgspec.to_builtins(policy), by)
    sys.stdout.write(f"adopted: {policy.policy} {policy.number}; it waits for {', '.join(policy.by_sections)}\n")


@app.command("endorse")
def endorse(
    policy: Annotated[str, typer.Argument(help="Name of the policy.")],
    number: Annotated[int, typer.Argument(help="Its number.")],
    by: By,
) -> None:
    """Say that the section of a person stands by a policy."""
    prepare()
    from answerable.people.entries import PolicyEndorsed
    from answerable.people.models import read_people
    from answerable.people.standing import section_of

    with failing():
        section = section_of(read_people(), by)
        _say(PolicyEndorsed, {"policy": policy, "number": number, "section": section}, by)
    sys.stdout.write(f"endorsed: {policy} {number}, by {section}\n")


def _people(section: str) -> Any:
    """Return everything about people, or about those of one section's organisation."""
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of, within

    people = read_people()
    if not section:
        return people
    if not origin_of(people, section):
        raise fail(f"expected a section on record, found {section!r}")
    return within(people, origin_of(people, section))


def _say(said: Any, plain: dict[str, Any], by: str) -> None:
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of, section_of
    from answerable.vault.sealing import say

    people = read_people()
    origin = origin_of(people, section_of(people, by))
    if not origin:
        raise fail(f"expected the handle of a person on record, found {by!r}")
    say(said, plain, origin=origin, actor=by, at=_now())


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
