"""Where training modules lie: with the package, and in the folder ``training`` of ``ANSWERABLE_HOME``.

Rules:
  - A file of the home folder takes the place of one of the package with the same key and language.
  - A file that is no module is passed over and told of; it closes no page.
  - Several languages of one module have the same key; a reader gets theirs, else English, else the first there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from answerable.people.training.errors import NoSuchModule, NotAModule
from answerable.people.training.module import Module, read_module

PACKAGED = Path(__file__).parent / "modules"
LARGEST = 1_000_000
"""Most bytes read from a file; chosen by hand, the module that comes with the package has some 45,000."""


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """Every module at hand, by key and language, and what is wrong with files that are none."""

    modules: tuple[Module, ...]
    faults: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the keys of the modules, in order."""
        return tuple(sorted({module.key for module in self.modules}))

    def module(self, key: str, *, language: str = "en") -> Module:
        """Return a module in the language wished for, or the nearest there is.

        Raises:
            NoSuchModule: none has that key.
        """
        found = {each.front.language: each for each in self.modules if each.key == key}
        if not found:
            raise NoSuchModule(f"expected one of {', '.join(self.names()) or 'no modules at all'}, found {key!r}")
        wished = (language, language.partition("-")[0], "en")
        return next((found[each] for each in wished if each in found), found[min(found)])


def shelf() -> Shelf:
    """Return the modules of the package and of this installation."""
    found: dict[tuple[str, str], Module] = {}
    faults = []
    for folder in (PACKAGED, home()):
        here: dict[tuple[str, str], Path] = {}
        for file in sorted(folder.glob("*.md")):
            try:
                module = read_file(file)
            except (NotAModule, OSError) as error:
                faults.append(str(error))
                continue
            name = (module.key, module.front.language)
            if name in here:
                faults.append(f"{file}: expected one file for {name[0]} in {name[1]}, found {here[name].name} as well")
                continue
            here[name], found[name] = file, module
    return Shelf(modules=tuple(_sorted(found)), faults=tuple(faults))


def _sorted(found: dict[tuple[str, str], Module]) -> Iterator[Module]:
    return (found[name] for name in sorted(found))


def home() -> Path:
    """Return the folder for this installation's own modules."""
    return Path(settings.ANSWERABLE_HOME) / "training"


def read_file(file: Path) -> Module:
    """Return the module in a file, read once for as long as the file stays as it is.

    Raises:
        NotAModule: it is none.
    """
    state = file.stat()
    return _read(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int, size: int) -> Module:
    if size > LARGEST:
        raise NotAModule(f"{file}: expected at most {LARGEST} bytes, found {size}")
    return read_module(file.read_bytes(), name=str(file))
