"""Each blocker leads to the page where it is met, and to none rather than to a wrong one."""

from __future__ import annotations

import pytest

from answerable.record.acts import acts
from answerable.record.blocker import Blocker, Where
from answerable.releases.gates.board import ALWAYS_BLOCKS, GATE_NAMES
from answerable.releases.views.doing import BY_CODE, BY_GATE, way_to

EVERYWHERE = Where(
    document="release",
    version=1,
    statement="lead",
    finding="F1",
    rule="R1",
    element="act",
    item="E1",
    section="coast",
    party="port",
    objection="O1",
)


def blocker(gate: int, code: str = "", where: Where = EVERYWHERE) -> Blocker:
    """Return a blocker of a gate."""
    return Blocker(gate=gate, code=code, text="It is missing.", standard="MC", opens="Supply it.", where=where)


def test_every_gate_that_blocks_before_a_release_has_a_page():
    asked = set(GATE_NAMES) - ALWAYS_BLOCKS - {25}
    assert set(BY_GATE) == asked


@pytest.mark.parametrize("doing", [*BY_CODE.values(), *BY_GATE.values()])
def test_every_act_that_a_page_is_for_exists(doing):
    assert not doing.act or f"{doing.act}/1" in acts()


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_every_code_leads_to_an_address_that_exists(code):
    assert way_to("harbour", blocker(0, code), versions={}).address.startswith("/")


@pytest.mark.parametrize("gate", sorted(BY_GATE))
def test_every_gate_leads_to_an_address_that_exists(gate):
    assert way_to("harbour", blocker(gate), versions={}).address.startswith("/")


def test_what_is_done_is_done_on_the_current_version():
    way = way_to("harbour", blocker(23), versions={"release": 2})
    assert way.address == "/cases/harbour/drafts/release/2/countersign/"


def test_an_act_is_opened_with_what_it_concerns():
    way = way_to("harbour", blocker(1, "item-ungraded"), versions={})
    assert way.address == "/cases/harbour/say/item.graded/?item=E1"


def test_a_blocker_that_does_not_say_enough_leads_nowhere():
    assert way_to("harbour", blocker(20, where=Where()), versions={}).address == ""


def test_a_gate_without_a_page_leads_nowhere():
    assert way_to("harbour", blocker(25), versions={}).address == ""
