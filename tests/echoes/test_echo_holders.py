"""An outlet whose use of a release was confirmed holds it, and is told of every notice on it."""

from __future__ import annotations

from answerable.echoes.entries import EchoConfirmed, EchoRejected
from answerable.echoes.holders import everybody, host_of, outlets
from answerable.echoes.models import read_echoes
from answerable.evidence.clock import moment_of
from answerable.releases.entries import NoticeSent
from tests.releases.noticed import give, notice, speak

ABOUT = {"output": "release", "version": 2}


def confirm(ref: str, echo: str = "e" * 64, *, by: str = "coast-director", **changes) -> None:
    label = {"passage": "lead", "place": "body", "relation": "edited", "attributed": True, "proposed": "edited"}
    told = {"echo": echo, "released_ref": ref, "address": "https://www.news.example/a", "words": "All of them."}
    speak(EchoConfirmed, by=by, **ABOUT, **{**told, **label, **changes})


def state():
    return read_echoes("harbour", at=moment_of("harbour"))


def test_an_outlet_is_there_once_however_often_it_used_our_words(released):
    confirm(released)
    confirm(released, "f" * 64, address="https://news.example/b")
    (holder,) = outlets(state(), state().release.released[-1])
    assert (holder.capacity, holder.section, holder.place) == ("outlet", "coast", "https://www.news.example/a")


def test_its_name_in_the_record_tells_nobody_who_it_is(released):
    confirm(released)
    (holder,) = outlets(state(), state().release.released[-1])
    assert holder.name == "echo-" + "e" * 32


def test_a_use_that_was_rejected_since_makes_no_holder(released):
    confirm(released)
    told = {"echo": "e" * 64, "released_ref": released, "proposed": "edited", "address": "a", "words": "b"}
    speak(EchoRejected, by="coast-director", **ABOUT, **told, reason="Not ours.")
    assert outlets(state(), state().release.released[-1]) == ()


def test_words_that_are_not_ours_make_no_holder(released):
    confirm(released, relation="attribution", passage="")
    assert outlets(state(), state().release.released[-1]) == ()


def test_everybody_holds_it_by_copy_as_section_or_as_outlet(released):
    confirm(released)
    give()
    found = everybody(state(), state().release.released[-1])
    assert {each.capacity for each in found} == {"embargo", "section", "outlet"}


def test_that_an_outlet_was_told_can_be_recorded(released):
    confirm(released)
    notice("lead")
    name = "echo-" + "e" * 32
    assert speak(NoticeSent, by="coast-director", notice="N1", holder=name, way="call").body.holder == name


def test_the_host_of_an_address_is_what_an_outlet_is_known_by():
    assert host_of("https://WWW.News.example:443/a?b") == "news.example"
    assert host_of("tv-archive/9") == ""
    assert host_of("https://[broken/") == ""
