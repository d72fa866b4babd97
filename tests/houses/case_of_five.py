"""The worked case `harbour`, taken apart: what each section says in it is said in that section's own house."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from tests.houses.five import NAMES, ROOT, Five, House, free_port
from tests.houses.network import Network

CASE = "harbour"

JOINING = """
[[section.joined]]
by = ""
at = 2026-01-05T09:00:00Z
origin = "harbour.example/{name}"
section = "{name}"
organisation = "harbour-watch"
name = "Harbour Watch, {name}"
languages = ["en"]

[[key.added]]
by = ""
at = 2026-01-05T09:10:00Z
section = "{name}"

[[person.joined]]
by = ""
at = 2026-01-05T09:20:00Z
person = "{name}-director"
section = "{name}"
name = "Who directs {name}"

[[role.granted]]
by = "{name}-director"
at = 2026-01-05T10:00:00Z
person = "{name}-director"
role = "countersigner"
"""
"""Two sections more than the example has, whose houses hold copies."""

STANDING = """
[[policy.endorsed]]
by = "{name}-director"
at = 2026-01-06T15:00:00Z
policy = "clearance"
number = 1
section = "{name}"
"""

SIGNING = """
[[draft.countersigned]]
by = "{section}-director"
at = 2026-03-19T{hour}:00:00Z
section = "{section}"
output = "release"
version = 2
"""
"""What the example leaves open: the signatures under the second version of the release."""

SHARING = """training = "influence"
sharing.cosigners = 3
sharing.content = [
    { room = "evidence", to = "affected" },
    { room = "findings", to = "affected" },
    { room = "outputs", to = "sections" },
    { room = "clearance", to = "affected" },
    { room = "releases", to = "sections" },
]
"""


def written(folder: Path) -> Path:
    """Return a folder with the case of all five sections."""
    shutil.copytree(ROOT / "examples" / CASE, folder)
    people = folder / "people.toml"
    text = people.read_text(encoding="utf-8")
    begun, rest = text.split("[[policy.adopted]]")
    joined = "".join(JOINING.format(name=name) for name in NAMES[3:])
    standing = "".join(STANDING.format(name=name) for name in NAMES[3:])
    told = rest.replace('training = "influence"\n', SHARING, 1)
    told = told.replace('"north"]', '"north", "river", "quay"]', 1)
    people.write_text(f"{begun}{joined}\n[[policy.adopted]]{told}{standing}", encoding="utf-8")
    signed = "".join(SIGNING.format(section=name, hour=hour) for name, hour in (("coast", "09"), ("centre", "10")))
    with (folder / "consultation.toml").open("a", encoding="utf-8") as file:
        file.write(signed)
    return folder


def opened(place: Path) -> Five:
    """Return five houses that know each other, whose sections have said who they are."""
    network = Network(Random(7))
    houses = {
        name: House(name, place / name, (host := f"127.0.0.{number}", free_port(host)), whole_server=number == 1)
        for number, name in enumerate(NAMES, start=1)
    }
    five = Five(houses, network)
    folder = str(written(place / "case"))
    keys = {house.name: house.run("keys", "new", house.origin).strip() for house in five}
    until = five["centre"].ask("tables", folder).index("policy.adopted")
    for house in five:
        house.said += house.ask("say", folder, house.origin, 0, until)
        house.run("peer", "open", "--address", f"http://{house.place[0]}:{house.place[1]}")
        for other in five:
            if other is not house:
                link = network.link(house.name, other.name, other.place)
                house.run("peer", "add", link.address, "--key", keys[other.name])
    five.start()
    five.settle()
    return five


def told(five: Five, folder: str) -> None:
    """Have the sections say the rest of the case, each in its own house, after hearing whoever spoke before."""
    until = five["centre"].ask("tables", folder).index("policy.adopted")
    before = None
    for origin, first, past in five["centre"].ask("runs", folder):
        if past <= until:
            continue
        house = five[origin.rpartition("/")[2]]
        if before is not None:
            house.run("peer", "pull", before)
        house.said += house.ask("say", folder, origin, max(first, until), past)
        before = origin
    five.settle()


def released(five: Five, out: Path) -> Path:
    """Have the centre release, once it has heard the coast's signature; return where the files lie."""
    five["centre"].typed("release", CASE, "--out", str(out))
    five.settle()
    return out


def vkeys(five: Five) -> list[str]:
    """Return the public keys of all sections."""
    return [house.run("keys", "list").strip() for house in five]


def indexes(five: Five, kind: str) -> list[tuple[str, int]]:
    """Return where entries of a kind stand."""
    rows = five["centre"].rows("SELECT origin, idx FROM record_entry WHERE kind = ? ORDER BY origin, idx", kind)
    return [(str(origin), int(index)) for origin, index in rows]
