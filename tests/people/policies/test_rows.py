"""A quorum rule as rows of a form, there and back; what does not fit is not made to."""

from __future__ import annotations

import pytest

from answerable.people.entries import Quorum
from answerable.people.policies.errors import NotAPolicy, TooDeep
from answerable.people.policies.rows import Asked, Row, Rows, rows_of, rule_of

AFFECTED, APPROVER, NORTH, COAST = (
    Quorum(affected=True),
    Quorum(role="approver"),
    Quorum(section="north"),
    Quorum(section="coast"),
)
FITS = {
    "one leaf": AFFECTED,
    "all": Quorum(all=(AFFECTED, APPROVER)),
    "any": Quorum(any=(NORTH, COAST)),
    "two of three": Quorum(least=2, among=(NORTH, COAST, APPROVER)),
    "a group within": Quorum(all=(AFFECTED, Quorum(any=(NORTH, COAST)), APPROVER)),
    "three groups": Quorum(
        least=2,
        among=(Quorum(any=(NORTH, COAST)), Quorum(all=(NORTH, APPROVER)), Quorum(least=1, among=(COAST, APPROVER))),
    ),
}


@pytest.mark.parametrize("rule", FITS.values(), ids=FITS)
def test_a_rule_comes_back_from_rows_as_it_was(rule):
    assert rule_of(rows_of(rule)) == rule


def test_a_rule_that_nests_deeper_is_not_shown_as_rows():
    with pytest.raises(TooDeep):
        rows_of(Quorum(all=(AFFECTED, Quorum(any=(NORTH, Quorum(all=(COAST, APPROVER)))))))


def test_a_rule_with_more_groups_than_the_form_has_is_not_shown_as_rows():
    group = Quorum(any=(NORTH, COAST))
    with pytest.raises(TooDeep):
        rows_of(Quorum(all=(group, group, group, group)))


def rows(*whom: str, way: str = "all", least: int = 0) -> Rows:
    asked = {"whole": Asked(way=way, least=least)}
    return Rows(asked=asked, rows=tuple(Row(group="whole", whom=each) for each in whom))


def test_no_rows_are_no_rule():
    with pytest.raises(NotAPolicy, match="found nobody"):
        rule_of(rows())


@pytest.mark.parametrize("least", [0, 3])
def test_so_many_of_them_is_a_number_from_one_to_all(least):
    with pytest.raises(NotAPolicy, match="expected a number from 1 to 2"):
        rule_of(rows("affected", "role:approver", way="least", least=least))


@pytest.mark.parametrize("whom", ["role:judge", "nothing", "section:", "all:x"])
def test_a_part_that_names_nobody_is_refused(whom):
    with pytest.raises(NotAPolicy, match="expected a section or a role"):
        rule_of(rows(whom))
