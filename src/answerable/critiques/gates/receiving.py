"""When a critique may be taken in, listed item by item, handed over, and its facts judged.

Rules:
  - A section takes in what reached it, once under one key, on no day to come, about releases on record.
  - Anybody of the organisation may correct the list, in their own log: what one leaves out another mends. Items stand
    in the order of the words and do not overlap; an item keeps its key, and a key its item. Who answered an item or
    wrote what is criticised does not take it out, nor make less of it (milder kind, no correction asked any more); that
    needs a reason. No list is empty.
  - A demand names the body that could meet it. It is handed over by the section whose part it is, to another.
  - A fact is judged by somebody who did not write what is criticised, unless they accept it; correcting or disputing it
    needs a finding or evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from answerable.critiques import entries
from answerable.critiques.gates.answers import respondents
from answerable.critiques.gates.case import (
    CritiqueCase,
    blocker,
    holder_of,
    item_of,
    items_of,
    latest_day,
    lessened,
    lists_of,
    not_own_log,
    not_own_section,
    outputs_of,
    pending_hand,
    received_of,
    releases_of,
    statements_released,
    unknown,
    writers_of,
)
from answerable.critiques.letters.found import NOBODY
from answerable.evidence.gates import item_named
from answerable.outputs.gates import evidence_of
from answerable.people.standing import section_of
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact


def may_receive(case: CritiqueCase, fact: Fact[entries.CritiqueReceived]) -> list[Blocker]:
    """Return why a critique may not be taken in so."""
    body, found = fact.body, [*not_own_log(case, fact), *not_own_section(case, fact)]
    if received_of(case, body.critique) is not None:
        text = f"A critique is on record already under the key {body.critique}."
        found.append(blocker("critique-twice", text, "Choose another key.", document=body.critique))
    if body.received > latest_day(fact.at):
        text = f"Expected a day that has come, found {body.received}."
        found.append(blocker("received-later", text, "Give the day on which it came.", document=body.critique))
    return [*found, *(_not_released(name) for name in body.outputs if not releases_of(case, name))]


def may_list(case: CritiqueCase, fact: Fact[entries.ItemsListed]) -> list[Blocker]:
    """Return why a list may not stand for what a critique says."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    return found or [*_order(fact), *_keys(case, fact), *_taken_out(case, fact), *_items(case, fact)]


def may_hand(case: CritiqueCase, fact: Fact[entries.ItemHanded]) -> list[Blocker]:
    """Return why an item may not be handed over so."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    if found:
        return found
    body, where = fact.body, {"document": fact.body.critique, "item": fact.body.item}
    holder, listed = holder_of(case, body.critique, body.item), item_of(case, body.critique, body.item)
    if section_of(case.people, fact.actor) != holder:
        text = f"{body.item} is the part of {holder}, and {fact.actor} hands it over."
        found.append(blocker("not-holder", text, f"Somebody of {holder} hands it over.", **where))
    if body.to in {holder, NOBODY}:
        text = f"Expected another body to hand {body.item} to, found {body.to}."
        found.append(blocker("handed-to-nobody", text, "Name the body that can meet it.", **where))
    if listed is not None and listed.kind not in {"demand", "question"}:
        text = f"{body.item} asks for nothing."
        found.append(blocker("handed-no-demand", text, "Hand over demands and questions.", **where))
    return found


def may_take(case: CritiqueCase, fact: Fact[entries.ItemTaken]) -> list[Blocker]:
    """Return why a section may not take an item over."""
    found = [*not_own_log(case, fact), *not_own_section(case, fact), *unknown(case, fact)]
    body = fact.body
    handed = pending_hand(case, body.critique, body.item)
    if not found and (handed is None or handed.body.to != body.section):
        text = f"{body.item} was not handed to {body.section}, or was taken over already."
        where = {"document": body.critique, "item": body.item, "section": body.section}
        found.append(blocker("not-handed", text, "Have it handed over first.", **where))
    return found


def may_judge_fact(case: CritiqueCase, fact: Fact[entries.FactJudged]) -> list[Blocker]:
    """Return why a fact stated in a critique may not be judged so."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    return found or [*_states_no_fact(case, fact), *_grounds(case, fact), *_by_writer(case, fact)]


def _order(fact: Fact[entries.ItemsListed]) -> Iterator[Blocker]:
    critique = fact.body.critique
    if not fact.body.items:
        text = f"The list of {critique} is empty."
        yield blocker("list-empty", text, "Say at least what the whole of it is.", document=critique)
    for each in fact.body.items:
        if each.start >= each.end:
            text = f"Expected {each.item} to end after it begins, found {each.start} to {each.end}."
            yield blocker("item-misplaced", text, "Mark its words.", document=critique, item=each.item)
    for first, second in pairwise(fact.body.items):
        if second.start < first.end:
            text = f"{second.item} begins at {second.start}, before {first.item} ends at {first.end}."
            opens = "List the items in the order of the letter, none inside another."
            yield blocker("items-out-of-order", text, opens, document=critique, item=second.item)


def _keys(case: CritiqueCase, fact: Fact[entries.ItemsListed]) -> Iterator[Blocker]:
    """Yield keys that stand twice, and items that do not keep theirs."""
    critique, items = fact.body.critique, fact.body.items
    names = [each.item for each in items]
    for name in sorted({name for name in names if names.count(name) > 1}):
        text = f"Two items have the key {name}."
        yield blocker("item-twice", text, "Give each item a key of its own.", document=critique, item=name)
    earlier = [each for held in lists_of(case, critique) for each in held.body.items]
    ever = {each.item: (each.start, each.end) for each in earlier}
    for each in items:
        then = ever.get(each.item)
        if then and (each.end <= then[0] or then[1] <= each.start):
            text = f"{each.item} named other words before."
            yield blocker("item-key-moved", text, "Give a new item a new key.", document=critique, item=each.item)
    now = {(each.start, each.end): each.item for each in items_of(case, critique)}
    for each in items:
        if now.get((each.start, each.end), each.item) != each.item:
            text = f"The words of {each.item} are listed as {now[each.start, each.end]}."
            yield blocker("item-renamed", text, "An item keeps its key.", document=critique, item=each.item)


def _taken_out(case: CritiqueCase, fact: Fact[entries.ItemsListed]) -> Iterator[Blocker]:
    critique = fact.body.critique
    writers = frozenset[str]().union(*(writers_of(case, name) for name in outputs_of(case, critique)))
    kept = {each.item: each.kind for each in fact.body.items}
    for each in lessened(items_of(case, critique), fact.body.items):
        out = kept.get(each.item, "thanks") == "thanks"
        if not fact.body.reason:
            text = f"{each.item} is {'taken out' if out else 'made less of'} without a reason."
            yield blocker("taken-out-without-reason", text, "Say why.", document=critique, item=each.item)
        if fact.actor in {*respondents(case, critique, each.item), *writers}:
            did = "takes it out" if out else "makes less of it"
            text = f"{fact.actor} answered {each.item}, or wrote what it is about, and {did}."
            opens = "Somebody who did neither says so."
            yield blocker("taken-out-by-respondent", text, opens, standard="IF", document=critique, item=each.item)


def _items(case: CritiqueCase, fact: Fact[entries.ItemsListed]) -> Iterator[Blocker]:
    critique = fact.body.critique
    for each in fact.body.items:
        where = {"document": critique, "item": each.item}
        if each.kind == "demand" and not each.able:
            text = f"{each.item} names no body that could meet it."
            yield blocker("demand-without-body", text, f"Name one of ours, or {NOBODY}.", **where)
        if each.correction and each.kind != "demand":
            text = f"{each.item} is no demand, and asks for a correction."
            yield blocker("correction-of-no-demand", text, "List it as a demand, or leave it.", **where)
        if each.output and not releases_of(case, each.output):
            yield _not_released(each.output)
        said = statements_released(case, each.output) if each.output and each.statements else frozenset()
        for name in (name for name in each.statements if name not in said):
            text = f"{each.item} names a statement {name}, which no release of {each.output or 'nothing'} has."
            yield blocker("statement-unknown", text, "Name one that was released.", **where, statement=name)


def _states_no_fact(case: CritiqueCase, fact: Fact[entries.FactJudged]) -> list[Blocker]:
    listed = item_of(case, fact.body.critique, fact.body.item)
    if listed is None or listed.kind not in {"question", "thanks"}:
        return []
    text = f"{fact.body.item} states no fact."
    where = {"document": fact.body.critique, "item": fact.body.item}
    return [blocker("item-without-fact", text, "Judge an item that states one.", **where)]


def _grounds(case: CritiqueCase, fact: Fact[entries.FactJudged]) -> Iterator[Blocker]:
    body, where = fact.body, {"document": fact.body.critique, "item": fact.body.item}
    if body.judgement != "accepted" and not (body.findings or body.evidence):
        text = f"{body.item} is {body.judgement} without a finding or evidence."
        yield blocker("judged-without-evidence", text, "Name what shows it.", standard="LL", **where)
    known = {each.body.finding for each in case.outputs.findings.findings}
    for name in (name for name in body.findings if name not in known):
        yield blocker("finding-unknown", f"There is no finding {name}.", "Name one that is stated.", **where)
    for name in (name for name in body.evidence if item_named(evidence_of(case.outputs), name) is None):
        yield blocker("evidence-unknown", f"There is no item {name}.", "Name one that was taken in.", **where)


def _by_writer(case: CritiqueCase, fact: Fact[entries.FactJudged]) -> list[Blocker]:
    body = fact.body
    outputs = outputs_of(case, body.critique)
    if body.judgement == "accepted" or not any(fact.actor in writers_of(case, name) for name in outputs):
        return []
    text = f"{fact.actor} wrote what is criticised, and says that {body.item} is {body.judgement}."
    opens = "Somebody who did not write it judges."
    return [blocker("judged-by-author", text, opens, standard="IF", document=body.critique, item=body.item)]


def _not_released(output: str) -> Blocker:
    text = f"Nothing was released under the name {output}."
    return blocker("output-not-released", text, "Name a release on record, or none.", document=output)
