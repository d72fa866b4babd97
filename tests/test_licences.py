"""Under which licences the program stands that is installed: every package of the lock, as its own metadata says.

Nothing that would bring the whole under the GPL or the AGPL; what has a licence of its own for its files (LGPL, MPL) is
used as a library and unchanged, and stands here by name.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

LOCK = Path(__file__).parents[1] / "requirements" / "run.txt"

FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software|Unlicense|Public Domain|CC0|Zlib|HPND|Blue Oak|BSL-1\.0|Boost",
    re.IGNORECASE,
)
"""Licences that ask for a notice and no more."""

BOUND = re.compile(r"GPL|General Public|Affero|MPL|Mozilla|EUPL|SSPL|BUSL|Commons Clause|Proprietary", re.IGNORECASE)
"""Licences that ask for more, or forbid something."""

LOOKED_AT = {
    "certifi": "MPL-2.0: a list of certificates, unchanged",
    "fido2": "BSD; MPL-2.0 for the list of public suffixes in it, unchanged",
    "openbadgeslib": "LGPL-3.0: a library, unchanged",
    "pathspec": "MPL-2.0: builds the package, unchanged",
    "psycopg": "LGPL-3.0: a library, unchanged",
    "psycopg-binary": "LGPL-3.0: the same",
    "qrcode": "BSD; its metadata also names a trademark",
    "tld": "to be taken under the MPL-1.1, unchanged; the GPL is only one of the choices",
    "tqdm": "MPL-2.0 and MIT: a library, unchanged",
}
"""Packages whose licence asks for more than a notice, and how it is kept."""


SILENT = {"pyrage": "MIT"}
"""Packages whose metadata names no licence, and the licence that their authors publish them under."""


def locked() -> list[str]:
    return re.findall(r"(?m)^([A-Za-z0-9._-]+)==[^;\n]*?(?: \\)?$", LOCK.read_text(encoding="utf-8"))


def of_other_systems() -> set[str]:
    """Return what the lock names for other systems alone, and so is not here."""
    return set(re.findall(r"(?m)^([A-Za-z0-9._-]+)==[^;\n]* ; .*", LOCK.read_text(encoding="utf-8")))


def licence(name: str) -> str:
    """Return what a package says of its licence."""
    said = metadata(name)
    classifiers = [each for each in said.get_all("Classifier") or [] if each.startswith("License")]
    first = (said.get("License") or "").split("\n")[0][:200]
    found = " | ".join(filter(None, [said.get("License-Expression") or "", *classifiers, first]))
    return found or SILENT.get(name, "")


@pytest.mark.parametrize("name", locked())
def test_a_package_stands_under_a_licence_that_binds_nobody(name):
    try:
        found = licence(name)
    except PackageNotFoundError:
        pytest.fail(f"{name} is in the lock and not installed: run make run")
    assert found, f"{name} says nothing of its licence"
    assert FREE.search(found) or name in LOOKED_AT, f"{name}: {found}"
    assert not BOUND.search(found) or name in LOOKED_AT, f"{name}: {found}"


def test_nothing_is_looked_at_that_is_gone():
    assert set(LOOKED_AT) - {*locked(), *of_other_systems()} == set()


def test_no_package_can_only_be_had_under_the_gpl():
    """The LGPL lets a library be used; the GPL and the AGPL do not."""
    for name in locked():
        choices = [re.split(r"\b(?:LGPL|Lesser)", each)[0] for each in re.split(r" OR |\|", licence(name))]
        only = [each for each in choices if re.search(r"\bA?GPL|Affero", each)]
        assert len(only) < len(choices), f"{name}: {licence(name)}"
