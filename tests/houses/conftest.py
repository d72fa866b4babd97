"""The house of the centre, with keys of its own and a section on record; nothing of it outlives its test."""

from __future__ import annotations

import pytest

from tests.houses.houses import AT, CENTRE, COAST, Elsewhere


@pytest.fixture
def keys(settings, tmp_path, monkeypatch):
    """A home of its own, with the key of the centre; locking keys takes one round instead of many."""
    from answerable.people.keyring import keyring

    monkeypatch.setattr("answerable.record.keys.KDF_ROUNDS", 1)
    settings.ANSWERABLE_HOME = tmp_path
    settings.ANSWERABLE_KEYS = tmp_path / "keys"
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    settings.ANSWERABLE_HOUSE = ""
    settings.ANSWERABLE_TIMESTAMPS = ""
    return keyring().new(CENTRE)


@pytest.fixture
def here(db, keys):
    """This house: the section is on record, and said that this is its house."""
    from answerable.houses.opening import open_house
    from answerable.houses.own import house
    from answerable.people.entries import KeyAdded, OrganisationNamed, SectionJoined
    from answerable.record.log import append

    for body in (
        OrganisationNamed(organisation="harbour", name="Harbour"),
        SectionJoined(section="centre", organisation="harbour", name="Centre", countries=("nl",)),
        KeyAdded(section="centre", vkey=keys.vkey()),
    ):
        append(body, origin=CENTRE, actor="", at=AT)
    open_house(origin=CENTRE, address="http://127.0.0.1:1", recipient="", insecure=False, actor="", at=AT)
    return house()


@pytest.fixture
def coast() -> Elsewhere:
    """The house of the coast, in memory."""
    return Elsewhere(COAST).join(countries=("dk",))


@pytest.fixture
def peer(here, coast):
    """The house of the coast, as the operator named it here."""
    from answerable.houses.opening import add_peer

    vkeys = (coast.key.verifier().vkey(),)
    return add_peer(vkeys=vkeys, address="http://127.0.0.1:2", insecure=False, at=AT)
