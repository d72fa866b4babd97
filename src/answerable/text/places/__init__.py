"""Places under all their names: a gazetteer that gives the spellings of one place one number.

Rules:

* `places.tsv` holds one place a line: its id, its name in the language of the place (endonym), the standard
  romanisation and the system it follows, and other forms in use, older and foreign ones among them, separated by `|`;
* a form is one word or two (a hyphen makes one word); a `*` after it means that it is an ordinary word too, which names
  the place only with a capital;
* Russian and Ukrainian names stand in the nominative; their case endings are added here by the ending of the name,
  after the ordinary declensions. An ending too many is harmless: it names no other word of the table;
* a form that two places share names neither.

Only facts are in the file: names and which system spells them so. Sources by column are in its head.
"""

import re
from functools import cache
from importlib.resources import files

import msgspec

_CYRILLIC = re.compile(r"[\u0400-\u04ff’'-]+")
_VOWELS = "аеєиіїоуюяыэё"
_AFTER_CONSONANT = ("а", "у", "ом", "ем", "е", "і", "ові")
_ENDINGS = (
    ("ів", ("ова", "ову", "овом", "ові")),
    ("їв", ("єва", "єву", "євом", "єві")),
    ("ий", ("ого", "ому", "им", "ом")),
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ой", ("ого", "ому", "ым", "ом")),
    ("ия", ("ии", "ию", "ией")),
    ("ія", ("ії", "ію", "ією")),
    ("ое", ("ого", "ому", "ым", "ом")),
    ("ка", ("ки", "ке", "ку", "кой", "кою", "ці")),
    ("га", ("ги", "ге", "гу", "гой", "гою", "зі")),
    ("а", ("ы", "и", "е", "і", "у", "ой", "ою")),
    ("я", ("и", "е", "і", "ю", "ей", "ею", "єю", "ї")),
    ("ь", ("я", "ю", "ем", "ём", "е", "и", "і", "ью", "ню")),
    ("й", ("я", "ю", "ем", "ём", "єм", "е", "ї")),
    ("о", ("а", "у", "ом", "е", "і")),
    ("ы", ("ам", "ами", "ах", "ов")),
    ("и", ("ам", "ами", "ах", "ів", "ов")),
)
"""Nominative endings of place names and the endings of the other cases, longest first (ordinary declensions)."""


class Place(msgspec.Struct, frozen=True):
    """One line of the gazetteer.

    Attributes:
        id: Stable name: country code and standard romanisation.
        endonym: Name in the language of the place.
        romanised: Standard romanisation, or the endonym where that is Latin.
        system: Which system romanises it so.
        others: Other forms in use.
    """

    id: str
    endonym: str
    romanised: str
    system: str
    others: tuple[str, ...]

    def forms(self) -> tuple[str, ...]:
        """Every form, each once."""
        return tuple(dict.fromkeys((self.endonym, self.romanised, *self.others)))


@cache
def gazetteer() -> tuple[Place, ...]:
    """The places of the file, in its order."""
    text = (files(__package__) / "places.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Place(line[0], line[1], line[2], line[3], tuple(line[4].split("|")) if line[4] else ()) for line in lines
    )


@cache
def spellings() -> tuple[tuple[str, str, bool], ...]:
    """Every form with its case endings: the form, the id of its place, whether it is an ordinary word too."""
    return tuple(
        (spelled, place.id, form.endswith("*"))
        for place in gazetteer()
        for form in place.forms()
        for spelled in declined(form.rstrip("*"))
    )


def declined(form: str) -> tuple[str, ...]:
    """A form and, where it is one Cyrillic word, its other cases in Russian and Ukrainian."""
    if " " in form or not _CYRILLIC.fullmatch(form):
        return (form,)
    for ending, others in _ENDINGS:
        if form.endswith(ending):
            stem = form.removesuffix(ending)
            return (form, *(stem + other for other in others))
    return (form, *(form + other for other in _AFTER_CONSONANT)) if form[-1] not in _VOWELS else (form,)
