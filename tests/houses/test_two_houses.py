"""Two houses that begin from nothing as the how-tos say, each with the server that people start: one may be killed."""

from __future__ import annotations

import json
import socket
import time

import pytest

from tests.houses.five import House, free_port

COUNTRIES = {"coast": "fr", "north": "de"}
HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """The houses of two sections of one organisation, which know each other and answer."""
    place = tmp_path_factory.mktemp("two")
    houses = [House(name, place / name, (HOST, free_port(HOST)), whole_server=True) for name in COUNTRIES]
    keys = {house.name: begun(house) for house in houses}
    for house in houses:
        for other in houses:
            if other is not house:
                house.run("peer", "add", address(other), "--key", keys[other.name])
        house.start()
    for house in houses:
        house.wait()
    try:
        yield houses
    finally:
        for house in houses:
            house.close()


def begun(house: House) -> str:
    """Put a section on record in its own house, open it, and return its key."""
    director = f"{house.name}-director"
    words = ["--organisation", "harbour-watch", "--organisation-name", "Harbour Watch", "--country"]
    names = ["--name", f"Harbour Watch, {house.name}", "--person", director, "--person-name", "Ana Tal"]
    house.run("section", "new", house.origin, *names, *words, COUNTRIES[house.name])
    house.run("peer", "open", "--address", address(house), "--by", director)
    return house.run("keys", "list").strip()


def address(house: House) -> str:
    return "http://{}:{}".format(*house.place)


def settled(houses: list[House]) -> None:
    for _ in range(2):
        for house in houses:
            told = json.loads(house.run("sync", "--json", status=None))
            assert not told["errors"]
            assert not any(each["error"] for each in [*told["pulled"], *told["pushed"]])
    first, second = (house.facts() for house in houses)
    assert first == second
    assert len(first["record_entry"]) > 10


def test_two_houses_that_began_from_nothing_hold_the_same_and_cosign_it(two):
    settled(two)
    coast, north = two
    for house in two:
        told = house.run("peer", "list")
        assert f"{coast.origin}: 6 entries, signed up to 6, cosigned by {north.origin}" in told
        assert f"{north.origin}: 6 entries, signed up to 6, cosigned by {coast.origin}" in told


def test_a_server_that_is_killed_while_it_is_written_to_loses_nothing(two):
    coast, north = two
    coast.write("before")
    server = coast._server
    assert server is not None
    server.kill()  # the parent alone: its processes have to notice
    coast.write("meanwhile")
    gone(coast.place)
    coast.stop()
    coast.start()
    coast.wait()
    settled(two)
    held = {ref for (ref,) in north.rows("SELECT ref FROM record_entry")}
    assert set(coast.said) <= held
    assert len(coast.said) == 2
    assert "ok" in {row[0] for row in coast.rows("PRAGMA integrity_check")}


def gone(place: tuple[str, int]) -> None:
    """Return once nobody listens at an address any more."""
    for _ in range(200):
        try:
            with socket.create_connection(place, timeout=5):
                time.sleep(0.1)
        except ConnectionRefusedError:
            return
    raise AssertionError(f"expected nobody at {place}")
