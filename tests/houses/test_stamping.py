"""Checkpoints stamped by an authority that OpenSSL plays: a stamp holds offline, and a failed one is a trouble."""

from __future__ import annotations

import pytest

from answerable.houses.holding import newest_note
from answerable.houses.pushing import digest_of
from answerable.houses.syncing import sync
from answerable.houses.tables import Stamp, Trouble
from answerable.people.entries import OrganisationNamed
from answerable.record.log import append, size_of
from answerable.record.stamping.stamps import roots_in, verify
from tests.houses.houses import AT, CENTRE
from tests.record.stamping.authority import REPLY, Authority, served


@pytest.fixture
def authority(tmp_path, settings):
    made = Authority(tmp_path / "authority")
    folder = tmp_path / "timestamp-roots"
    folder.mkdir()
    (folder / "root.pem").write_bytes((made.folder / "root.pem").read_bytes())
    settings.ANSWERABLE_TIMESTAMP_ROOTS = folder
    return made


def test_a_checkpoint_is_stamped_once_and_the_stamp_holds_offline(here, authority, settings):
    with served(lambda body: (200, REPLY, [authority(body)])) as (address, asked):
        settings.ANSWERABLE_TIMESTAMPS = address
        assert sync().stamped == (f"{CENTRE} {size_of(CENTRE)}",)
        assert sync().complete
        assert len(asked) == 1
        append(OrganisationNamed(organisation="harbour", name="More"), origin=CENTRE, actor="", at=AT)
        sync()
        assert len(asked) == 2
    stamp = Stamp.objects.order_by("-size")[0]
    digest = digest_of(newest_note(CENTRE))
    assert (stamp.sha256, stamp.size) == (digest, size_of(CENTRE))
    vouched = verify(bytes(stamp.token), digest, roots=roots_in(settings.ANSWERABLE_TIMESTAMP_ROOTS))
    assert (vouched.at, vouched.authority) == (stamp.at, stamp.authority)


def test_an_authority_that_fails_is_a_trouble_until_it_answers(here, authority, settings):
    with served(lambda _body: (503, "text/plain", [b"later"])) as (address, _asked):
        settings.ANSWERABLE_TIMESTAMPS = address
        synced = sync()
    assert (synced.complete, synced.stamped) == (False, ())
    assert Trouble.objects.get(what="no-stamp", over=None).origin == CENTRE
    with served(lambda body: (200, REPLY, [authority(body)])) as (address, _asked):
        settings.ANSWERABLE_TIMESTAMPS = address
        assert sync().complete
    assert not Trouble.objects.filter(what="no-stamp", over=None).exists()
