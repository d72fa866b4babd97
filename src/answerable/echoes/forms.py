"""The forms of this room: following a release, reporting a misuse, and what stands on the page of one use.

Following and reporting are forms made from their entries (`ACT_FORMS`). A use is confirmed, corrected or rejected on
its own page, beside the words; a misuse is answered on its own page, beside its clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

import msgspec
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.clearance.gates import affected_sections
from answerable.echoes import entries
from answerable.echoes.following import names_in
from answerable.echoes.gates import following
from answerable.echoes.models import MisuseReported
from answerable.echoes.reading import Release, case_of, echo_of, place_of, release_of, releases_of, use_of
from answerable.echoes.relations import Direction
from answerable.echoes.words import DIRECTION_WORDS, HOW_WORDS, RELATION_WORDS, SHIFT_WORDS, VERDICT_WORDS
from answerable.evidence.offers import next_name, shortened
from answerable.forms.description import ActForm, Context, Options, Words
from answerable.forms.errors import NotThere
from answerable.forms.fields import LONGEST_TEXT, Text
from answerable.people.offers import sections
from answerable.record.facts import read
from answerable.releases.models import OutputReleased

RELATIONS = {name: words for name, (words, _meaning) in RELATION_WORDS.items()}
"""The relations with their short words, for lists."""

SUGGESTED: list[dict[str, Any]] = [
    {"name": "not-ours", "relations": ["attribution"]},
    {"name": "no-caveat", "shifts": ["caveat", "certainty", "polarity"]},
]
"""Rules with which a section begins that has none: words put into our mouth, and words that lost what limits them."""

ANY = [("", _("any"))]


class PlainForm(forms.Form):
    """A form whose labels are printed as they are written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


class FilterForm(PlainForm):
    """Which uses of a release are listed; what is left open asks for nothing."""

    relation = forms.ChoiceField(label=_("Relation"), choices=[*ANY, *RELATIONS.items()], required=False)
    faith = forms.ChoiceField(
        label=_("What it says"),
        choices=[*ANY, *VERDICT_WORDS.items()],
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    attributed = forms.ChoiceField(
        label=_("Said to be ours"), choices=[*ANY, ("yes", _("yes")), ("no", _("no"))], required=False
    )
    judged = forms.ChoiceField(
        label=_("People"),
        choices=[
            *ANY,
            ("open", _("not judged yet")),
            ("confirmed", _("confirmed by a person")),
            ("rejected", _("rejected by a person")),
        ],
        required=False,
    )
    passage = forms.ChoiceField(label=_("Passage"), required=False)

    def __init__(
        self, *args: Any, languages: Iterable[str] = (), passages: Iterable[tuple[str, str]] = (), **options: Any
    ) -> None:
        """Take the languages and passages that occur."""
        super().__init__(*args, **options)
        _listed(self.fields["language"], [*ANY, *((each, each) for each in languages)])
        _listed(self.fields["passage"], [*ANY, *((name, f"{name}: {shortened(text)}") for name, text in passages)])


class CorrectForm(PlainForm):
    """The label that a person stands for."""

    relation = forms.ChoiceField(label=_("Relation"), choices=list(RELATIONS.items()), widget=forms.RadioSelect)
    passage = forms.ChoiceField(label=_("Passage"), required=False, help_text=_("Which of our passages it uses."))
    attributed = forms.ChoiceField(
        label=_("Does the page say that the words are ours?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        widget=forms.RadioSelect,
    )
    reason = Text(
        label=_("Why"),
        help_text=_("May be left empty."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, passages: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        """Take the passages of the release; there is a field for each kind of shift."""
        super().__init__(*args, **options)
        named = [(name, f"{name}: {shortened(text)}") for name, text in passages]
        _listed(self.fields["passage"], [("", _("none: they are nowhere in the release")), *named])
        for kind, words in SHIFT_WORDS.items():
            ways = [("", _("not changed")), *DIRECTION_WORDS.items()]
            self.fields[f"shift-{kind}"] = forms.ChoiceField(label=words, choices=ways, required=False)

    def shift_fields(self) -> list[forms.BoundField]:
        """Return the fields of the shifts."""
        return [self[f"shift-{kind}"] for kind in SHIFT_WORDS]

    def other_fields(self) -> list[forms.BoundField]:
        """Return all the other fields."""
        return [self[name] for name in ("relation", "passage", "attributed", "reason")]

    @property
    def shifts(self) -> list[dict[str, str]]:
        """What changed, as the entry has it."""
        said = ((kind, self.cleaned_data.get(f"shift-{kind}", "")) for kind in SHIFT_WORDS)
        return [{"kind": kind, "direction": way} for kind, way in said if way in get_args(Direction)]


class RejectForm(PlainForm):
    """Why something is no use of our words."""

    reason = Text(label=_("Why it is no use of our words"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 2}))


class AnswerForm(PlainForm):
    """What a section did about a misuse or an alert."""

    how = forms.ChoiceField(label=_("What was done"), choices=list(HOW_WORDS.items()), widget=forms.RadioSelect)
    text = Text(
        label=_("The answer, or the reason"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    address = forms.CharField(
        label=_("Where it can be read"), help_text=_("An address; may be left empty."), required=False, max_length=2000
    )


def started_with(relation: str, passage: str, shifts: Iterable[tuple[str, str]], *, attributed: bool) -> dict[str, Any]:
    """Return what a form of a label starts with."""
    said = {"relation": relation, "passage": passage, "attributed": "yes" if attributed else "no"}
    return said | {f"shift-{kind}": way for kind, way in shifts}


def _listed(field: forms.Field, choices: Iterable[tuple[str, Words]]) -> None:
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - called for such fields only
    field.choices = list(choices)


def _released(context: Context) -> Options:
    names = sorted({fact.body.output for fact in read(OutputReleased, case=context.case)})
    return [(name, name) for name in names]


def _release(context: Context, output: str) -> Release:
    if output not in {name for name, _words in _released(context)}:
        raise NotThere("output", __("This output was not released."))
    return release_of(context.case, output)


def _meant(context: Context) -> Release | None:
    """Return the release that the address names, or the one released last."""
    found = releases_of(case_of(context.case))
    named = [each for each in found if each.output == context.query.get("output", "")]
    return next(iter([*named, *found]), None)


def _own_rules(context: Context) -> dict[str, Any]:
    """Begin with what the section said last of this release, or with rules that every section can use."""
    release = _meant(context)
    if release is None:
        return {}
    said = [each.body for each in following(release.state, release.output) if each.body.section == context.section]
    if not said:
        return {"output": release.output, "rules": SUGGESTED, "answer_hours": 24}
    plain = msgspec.to_builtins(said[-1].rules)
    return {
        "output": release.output,
        "names": list(names_in(said[-1])),
        "rules": plain,
        "answer_hours": said[-1].answer_hours,
        "until": said[-1].until,
    }


def _for_own_section(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {"released_ref": _release(context, plain["output"]).latest.ref, "section": context.section}


def _passages(context: Context) -> Options:
    release = _meant(context)
    return [] if release is None else [(name, f"{name}: {text}") for name, text in release.statements(release.latest)]


def _next_misuse(context: Context) -> dict[str, Any]:
    release = _meant(context)
    taken = {fact.body.misuse for fact in read(MisuseReported, case=context.case)}
    concerned = affected_sections(release.state.release.clearance) if release else ()
    return {
        **_of_use(release, context.query.get("use", "")),
        "misuse": next_name("M", taken),
        "output": release.output if release else "",
        "section": concerned[0].section if concerned else context.section,
    }


def _of_use(release: Release | None, use: str) -> dict[str, Any]:
    """Begin with the place and the words of the use that the address names."""
    if release is None or not use:
        return {}
    found = use_of(release, use)
    return {"address": place_of(found.page), "words": echo_of(found).restatement_words, "passage": found.passage}


def _address(_context: Context) -> forms.Field:
    return forms.CharField(
        label=_("Where it is"), help_text=_("The address of the page, or what it is."), max_length=2000
    )


def _words(_context: Context) -> forms.Field:
    return Text(
        label=_("The words there, copied exactly"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _of_release(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return which release it is about, the use that the address names, and place and words with what is wrong."""
    latest = _release(context, plain["output"]).latest
    what = f"{plain['address']}\n\n“{plain['words'].strip()}”\n\n{plain['what']}"
    use = context.query.get("use", "")
    echoes = [use] if len(use) == 64 else []  # noqa: PLR2004 - a SHA-256 in hex
    return {"version": latest.body.version, "released_ref": latest.ref, "what": what, "echoes": echoes}


def _to_release(context: Context, plain: Mapping[str, Any]) -> str:
    return reverse("release-echoes", args=[context.case, plain["output"]]) + "#following"


def _to_misuse(context: Context, plain: Mapping[str, Any]) -> str:
    return reverse("misuse-of-release", args=[context.case, plain["output"], plain["misuse"]])


ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.DocumentFollowed,
        title=_("Follow a release"),
        intro=_("Your section says under which names we are known, what alerts it, and how soon it answers."),
        labels={
            "names": (
                _("Names by which we are known"),
                _("With commas between them: in any language and script. The names on record need not be repeated."),
            ),
            "rules": (_("What alerts your section"), _("What a rule leaves empty asks for nothing.")),
            "rules.name": (_("What the rule is called"), ""),
            "rules.relations": (_("Relation"), ""),
            "rules.shifts": (_("What changed"), ""),
            "rules.reach": (_("On how many pages"), _("Copies of one text count once.")),
            "rules.regions": (_("Languages or countries"), _("Two or three small letters, with commas between them.")),
            "answer_hours": (_("Hours in which your section answers"), ""),
            "until": (_("Until"), _("Empty: without an end.")),
        },
        values={"rules.relations": RELATIONS, "rules.shifts": SHIFT_WORDS},
        given=frozenset({"released_ref", "section"}),
        fills=_for_own_section,
        offers={"output": _released},
        starts=_own_rules,
        blocked={"release-unknown": "output", "rule-twice": "rules.name"},
        back=_to_release,
    ),
    ActForm(
        said=entries.MisuseReported,
        title=_("Report a misuse"),
        intro=_("The section that it touches is told, and its clock begins."),
        labels={
            "misuse": (_("Key"), ""),
            "passage": (_("Passage that is misused"), _("None: the whole release, or words that are not ours.")),
            "section": (_("Section that it touches"), _("The findings suggest this one; choose another if need be.")),
            "what": (_("What is wrong with it"), ""),
        },
        given=frozenset({"version", "released_ref", "echoes"}),
        fills=_of_release,
        offers={"output": _released, "passage": _passages, "section": sections},
        starts=_next_misuse,
        adds={"address": _address, "words": _words},
        blocked={"release-unknown": "output", "misuse-key": "misuse", "misuse-twice": "misuse"},
        back=_to_misuse,
    ),
)
"""What is said about uses by a form made from the entry."""

__all__ = [
    "ACT_FORMS",
    "AnswerForm",
    "CorrectForm",
    "FilterForm",
    "RejectForm",
    "started_with",
]
