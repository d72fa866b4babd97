"""Contents from another house: asked for where we may have them, kept under the same commitment, and forgotten."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

import pytest
from django.test import Client

from answerable.evidence.entries import CaseOpened, ConsentGiven, ConsentWithdrawn, ItemTakenIn
from answerable.houses.contents import GONE, HELD, WANTED
from answerable.houses.forgetting import arriving
from answerable.houses.pulling import pull
from answerable.houses.tables import Copy, Trouble
from answerable.people.entries import PolicyEndorsed, Share, Sharing
from answerable.people.standing import DEFAULT_POLICY
from answerable.vault.entries import ContentErased
from answerable.vault.store import is_open, keep, open_file, text_of
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere
from tests.houses.test_serving import ask

EVERYTHING = Sharing(
    content=tuple(Share(room=room, to="sections") for room in ("evidence", "critiques", "findings", "people"))
)


def adopt(coast: Elsewhere, sharing: Sharing = EVERYTHING) -> None:
    """Have a policy in force, by the coast's log alone."""
    from msgspec.structs import replace

    coast.say(replace(DEFAULT_POLICY, policy="rules", by_sections=("coast",), sharing=sharing))
    coast.say(PolicyEndorsed(policy="rules", number=1, section="coast"))


def open_case(coast: Elsewhere) -> str:
    terms = coast.keep("Terms of the matter")
    coast.say(CaseOpened(title="Quay", terms=terms, situation="peace"), case="quay")
    return terms


def take_in(coast: Elsewhere, *, shared: bool) -> str:
    """Take in an item with a file, with consent to sharing or without, and return the commitment to the file."""
    title, source, file = coast.keep("Title"), coast.keep("A named person"), coast.keep("the bytes", form="file")
    digest = hashlib.sha256(b"the bytes").hexdigest()
    item = ItemTakenIn(
        item="E1",
        type="testimony",
        title=title,
        source=source,
        file=file,
        sha256=digest,
        size=9,
        custodian="coast-director",
    )
    coast.say(item, case="quay")
    uses = ("internal", "shared") if shared else ("internal", "public")
    coast.say(ConsentGiven(item="E1", uses=uses), case="quay")
    return file


def states(**lookup) -> dict[str, str]:
    return dict(Copy.objects.filter(**lookup).values_list("field", "state"))


def test_a_text_comes_under_the_same_commitment(here, peer, coast):
    adopt(coast)
    terms = open_case(coast)
    pulled = pull(peer, coast, here=here)
    assert pulled.contents == 1
    assert text_of(terms) == "Terms of the matter"


def test_what_we_may_not_have_is_not_even_asked_for(here, peer, coast):
    adopt(coast, Sharing(content=()))
    terms = open_case(coast)
    pull(peer, coast, here=here)
    assert states() == {"terms": WANTED}
    assert not any("content" in each for each in coast.asked)
    assert not is_open(terms)


def test_a_file_comes_only_with_consent_to_sharing_and_its_source_never(here, peer, coast):
    adopt(coast)
    open_case(coast)
    file = take_in(coast, shared=False)
    pull(peer, coast, here=here)
    assert states(kind="item.taken_in") == {"title": HELD, "source": WANTED, "file": WANTED}
    coast.say(ConsentGiven(item="E1", uses=("shared",)), case="quay", at=AT.replace(hour=10))
    pull(peer, coast, here=here)
    assert states(kind="item.taken_in") == {"title": HELD, "source": WANTED, "file": HELD}
    with open_file(file) as opened:
        assert opened.read() == b"the bytes"


def test_a_file_goes_again_when_consent_to_sharing_is_taken_back(here, peer, coast, settings):
    adopt(coast)
    open_case(coast)
    file = take_in(coast, shared=True)
    pull(peer, coast, here=here)
    assert is_open(file)
    coast.say(ConsentWithdrawn(item="E1", uses=("shared",)), case="quay", at=AT.replace(hour=11))
    pulled = pull(peer, coast, here=here)
    assert (pulled.forgotten, pulled.contents, is_open(file)) == (1, 0, False)
    row = Copy.objects.get(commitment=file)
    assert (row.state, row.why, row.gone is not None) == (GONE, "consent to sharing was taken back", True)


def test_what_the_section_erased_goes_here_too_and_is_never_asked_for_again(here, peer, coast):
    adopt(coast)
    terms = open_case(coast)
    pull(peer, coast, here=here)
    coast.say(ContentErased(content=terms, reason="safety"))
    assert pull(peer, coast, here=here).forgotten == 1
    assert (is_open(terms), states()) == (False, {"terms": GONE})
    coast.asked.clear()
    pull(peer, coast, here=here)
    assert not any("content" in each for each in coast.asked)


def test_no_other_log_can_have_our_contents_erased(here, peer, coast):
    ours = keep("Words of ours", b"s" * 32)
    adopt(coast)
    coast.say(CaseOpened(title="Theirs", terms=ours, situation="peace"), case="quay")
    coast.say(ContentErased(content=ours, reason="safety"))
    assert pull(peer, coast, here=here).forgotten == 0
    assert text_of(ours) == "Words of ours"


@pytest.mark.parametrize("form", ["text", "file"])
def test_what_is_not_what_the_commitment_names_is_not_kept(here, peer, coast, form):
    adopt(coast)
    terms = open_case(coast)
    _, salt, _content = coast.contents[terms]
    coast.contents[terms] = (form, salt, b"other words")
    pulled = pull(peer, coast, here=here)
    assert (pulled.contents, pulled.error, is_open(terms)) == (0, "", False)
    assert "committed to" in Trouble.objects.get(what="content").text
    assert not arriving(terms, COAST).exists()


def test_a_file_that_was_cut_goes_on_where_it_stopped(here, peer, coast):
    adopt(coast)
    open_case(coast)
    file = take_in(coast, shared=True)
    whole = coast.content

    def cut(path: str, *, most: int):
        from answerable.houses.errors import NoAnswer

        fields, pieces = whole(path, most=most)
        if file not in path or "from=" in path:
            return fields, pieces

        def some():
            yield next(pieces)
            yield next(pieces)[:4]
            raise NoAnswer("cut off")

        return fields, some()

    coast.content = cut
    assert pull(peer, coast, here=here).error == "cut off"
    assert arriving(file, COAST).stat().st_size == 32 + 4
    pull(peer, coast, here=here)
    assert any(file in each and each.endswith("from=4") for each in coast.asked)
    with open_file(file) as opened:
        assert opened.read() == b"the bytes"
    assert not arriving(file, COAST).exists()


def given(commitment: str, *, log: str = CENTRE, entry: int, field: str, as_: str = COAST):
    return ask(f"/house/content/{commitment}?{urlencode({'log': log, 'entry': entry, 'field': field})}", as_=as_)


def ours(here, *, to: str) -> tuple[str, int]:
    """Have a case of ours on record under a policy, and return the commitment to its terms and its place."""
    from msgspec.structs import replace

    from answerable.record.log import size_of
    from answerable.record.replicate import take_in as take_in_raw

    house = Elsewhere(CENTRE)
    shares = Sharing(content=(Share(room="evidence", to=to),))
    plain = replace(DEFAULT_POLICY, policy="rules", by_sections=("centre",), sharing=shares)
    raws = [
        house.say(plain, at=AT),
        house.say(PolicyEndorsed(policy="rules", number=1, section="centre"), at=AT),
    ]
    take_in_raw(CENTRE, size_of(CENTRE), raws)
    terms = keep("Our terms", b"t" * 32)
    place = size_of(CENTRE)
    opened = house.say(CaseOpened(title="Ours", terms=terms, situation="peace"), case="ours")
    take_in_raw(CENTRE, place, [opened])
    return terms, place


def test_a_house_gets_a_content_of_ours_where_the_policy_says_so(here, peer, coast):
    pull(peer, coast, here=here)
    terms, place = ours(here, to="sections")
    answer = given(terms, entry=place, field="terms")
    assert (answer.status_code, answer.content) == (200, b"t" * 32 + b"Our terms")
    assert (answer.headers["Answerable-Form"], answer.headers["Cache-Control"]) == ("text", "no-store")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"field": "title"}, id="another field"),
        pytest.param({"entry": 0}, id="another entry"),
        pytest.param({"entry": 10**17}, id="no entry"),
        pytest.param({"log": NORTH}, id="another log"),
    ],
)
def test_a_content_is_given_only_for_the_entry_that_commits_to_it(here, peer, coast, asked):
    pull(peer, coast, here=here)
    terms, place = ours(here, to="sections")
    assert given(terms, **{"entry": place, "field": "terms", **asked}).status_code == 404


@pytest.mark.parametrize("to", ["nobody", "affected"])
def test_a_house_gets_nothing_that_the_policy_keeps(here, peer, coast, to):
    pull(peer, coast, here=here)
    terms, place = ours(here, to=to)
    assert given(terms, entry=place, field="terms").status_code == 404


def test_an_entry_of_the_asking_log_opens_nothing_of_ours(here, peer, coast):
    terms, _place = ours(here, to="nobody")
    adopt(coast)
    coast.say(CaseOpened(title="Mine", terms=terms, situation="peace"), case="mine")
    place = len(coast.raws) - 1
    pull(peer, coast, here=here)
    assert given(terms, log=COAST, entry=place, field="terms").status_code == 404


def test_what_the_asking_section_says_of_itself_does_not_make_it_affected(here, peer, coast):
    from answerable.clearance.entries import SectionAsked

    terms, place = ours(here, to="affected")
    coast.say(SectionAsked(section="coast", moment="plan", shown=terms), case="ours")
    pull(peer, coast, here=here)
    assert given(terms, entry=place, field="terms").status_code == 404


def test_a_section_that_we_asked_into_a_case_gets_its_contents(here, peer, coast):
    from answerable.clearance.entries import SectionAsked
    from answerable.record.log import append

    pull(peer, coast, here=here)
    terms, place = ours(here, to="affected")
    append(SectionAsked(section="coast", moment="plan", shown=terms), origin=CENTRE, actor="", case="ours", at=AT)
    assert given(terms, entry=place, field="terms").status_code == 200


def test_nobody_else_is_given_a_content(here, peer, coast):
    terms, place = ours(here, to="sections")
    path = f"/house/content/{terms}?{urlencode({'log': CENTRE, 'entry': place, 'field': 'terms'})}"
    assert Client().get(path).status_code == 401


def test_a_copy_is_given_on_by_the_rules_of_the_log_that_it_came_with(here, peer, coast):
    from answerable.houses.opening import add_peer
    from tests.houses.houses import signer_of

    north = Elsewhere(NORTH).join()
    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="", insecure=False, at=AT)
    coast.others[NORTH] = (north.raws, north.note())
    adopt(coast)
    terms = open_case(coast)
    place = len(coast.raws) - 1
    pull(peer, coast, here=here)
    assert given(terms, log=COAST, entry=place, field="terms", as_=NORTH).status_code == 200
    coast.say(ContentErased(content=terms, reason="safety"))
    pull(peer, coast, here=here)
    assert given(terms, log=COAST, entry=place, field="terms", as_=NORTH).status_code == 404


def test_an_entry_that_this_version_cannot_read_is_kept_and_wants_nothing(here, peer, coast):
    from answerable.record.models import SetAside

    coast.raws.append(b'{"unknown":true}')
    pull(peer, coast, here=here)
    assert SetAside.objects.filter(origin=COAST).count() == 1
    assert states() == {}


def test_a_file_of_ours_goes_to_another_house_and_the_ledger_says_so_once(here, peer, coast, settings):
    import io

    from answerable.evidence.models import ItemAccessed
    from answerable.people.entries import PersonJoined
    from answerable.record.facts import read
    from answerable.record.log import append, size_of
    from answerable.record.replicate import take_in as take_in_raw
    from answerable.vault.store import store_file

    pull(peer, coast, here=here)
    ours(here, to="sections")
    file = store_file(io.BytesIO(b"the bytes"))
    joined = PersonJoined(person="centre-author", section="centre", name="sha256:" + "0" * 64)
    append(joined, origin=CENTRE, actor="", at=AT)
    item = ItemTakenIn(
        item="E1",
        type="document",
        title="sha256:" + "1" * 64,
        source="sha256:" + "2" * 64,
        file=file,
        sha256=hashlib.sha256(b"the bytes").hexdigest(),
        size=9,
        custodian="centre-author",
    )
    place = size_of(CENTRE)
    house = Elsewhere(CENTRE, [b""] * 50)
    take_in_raw(CENTRE, place, [house.say(item, case="ours", actor="centre-author")])
    assert given(file, entry=place, field="file").status_code == 404  # nobody was asked
    append(ConsentGiven(item="E1", uses=("shared",)), origin=CENTRE, actor="centre-author", case="ours", at=AT)
    for _ in range(2):
        answer = given(file, entry=place, field="file")
        assert b"".join(answer.streaming_content)[32:] == b"the bytes"
    (said,) = read(ItemAccessed)
    assert (said.origin, said.actor, said.body.way, said.body.to) == (CENTRE, "", "exported", COAST)
