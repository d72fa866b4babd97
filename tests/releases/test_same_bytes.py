"""A release has the same bytes, whoever releases it and in whatever language and zone they read."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tests.site import countersigned, db, harbour, harbour_on_record

__all__ = ["countersigned", "db", "harbour", "harbour_on_record"]


def page():
    from answerable.evidence.clock import moment_of
    from answerable.releases.gates import board
    from answerable.releases.models import read_release
    from answerable.releases.reading import subject_of
    from answerable.releases.releasing import renderings

    state = read_release("harbour", at=moment_of("harbour"), subject="release")
    return renderings(state, subject_of(state), board(state))


@pytest.mark.parametrize("language", ["fr", "uk", "es", "ar"])
def test_a_release_has_the_same_bytes_in_any_language(countersigned, language):
    plain = page()
    with translation.override(language):
        assert page() == plain


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_release_has_the_same_bytes_in_any_zone(countersigned, zone):
    plain = page()
    with timezone.override(ZoneInfo(zone)):
        assert page() == plain
