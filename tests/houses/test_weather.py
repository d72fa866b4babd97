"""Whatever happens between houses, every honest one ends with the same facts, and nothing honest is lost."""

from __future__ import annotations

from random import Random

import pytest

from tests.houses.weather import LIES, World, facts

STEPS = 120

FAULTS = ("partitions", "heard late", "restored from an old backup", *(f"lie: {each.__name__}" for each in LIES))
"""What a schedule counts as a fault."""


def lived(seed: int) -> World:
    """Return a world after a random schedule, and after everybody could hear everybody again."""
    world = World(Random(seed), lying=bool(seed % 3))
    for _ in range(STEPS):
        world.step()
    world.heal()
    return world


def judge(world: World, seed: int) -> None:
    for author in world.honest:
        own = author.logs.get(author.origin, [])
        for house in world.honest:
            assert house.logs.get(author.origin, []) == own, f"seed {seed}: {house.origin} differs on {author.origin}"
            assert facts(house, author.origin) == facts(author, author.origin)
            assert author.origin not in house.forks, f"seed {seed}: an honest log is called forked"
        assert len(set(own)) == len(own)
    missed = missing_forks(world)
    assert not missed, f"seed {seed}: {missed} do not know of the fork"


def missing_forks(world: World) -> list[str]:
    """Return the honest houses that do not know that the liar told two stories, where honest houses were told both."""
    if world.liar is None:
        return []
    origin = world.liar.origin
    logs = {house.origin: house.logs.get(origin, []) for house in world.honest}
    longest = max(logs.values(), key=len)
    forked = any(raws != longest[: len(raws)] for raws in logs.values())
    return [house.origin for house in world.honest if forked and origin not in house.forks]


@pytest.mark.parametrize("seed", range(12))
def test_after_any_weather_all_honest_houses_have_the_same_facts(seed):
    judge(lived(seed), seed)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(100, 2100, 100))
def test_after_thousands_of_schedules_nothing_honest_is_lost(first, soak_figures):
    for seed in range(first, first + 100):
        world = lived(seed)
        soak_figures.count("schedules tried", 1)
        soak_figures.count("faults injected", sum(world.counted.get(each, 0) for each in FAULTS))
        soak_figures.count("forks missed", len(missing_forks(world)))
        soak_figures.count("forks shown", world.counted.get("forks shown", 0))
        judge(world, seed)
