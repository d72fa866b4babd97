"""The form of a policy. It says what `policy.adopted` can say; what it cannot show as rows is written as TOML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import msgspec
from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from answerable.people.entries import PolicyAdopted, Quorum, Role, Sharing
from answerable.people.policies.errors import NotAPolicy, TooDeep
from answerable.people.policies.rows import GROUPS, WHOLE, Asked, Row, Rows, rows_of, rule_of
from answerable.people.policies.toml import LARGEST, quorum_toml, read_policy, read_quorum
from answerable.people.policies.words import (
    AFTERWARDS,
    GATE_NAMES,
    LABELS,
    ROOMS,
    SHARED_WITH,
    SIGNATURES,
    gate_name,
    role_name,
)

ROLES: tuple[str, ...] = get_args(Role)
LONGEST = 3650
"""Most days, as in `policy.adopted`."""

FEWEST_ROWS, MOST_ROWS = 4, 40

MOST_COSIGNERS = 100
"""Most cosigners that can be asked for: as many signatures as a note may have."""

CLOCKS = ("consultation", "reply")
TRACKS = {"ordinary": _("ordinary"), "grave": _("grave"), "expedited": _("expedited")}
WAYS = [("all", _("all of its parts")), ("any", _("any one of its parts")), ("least", _("at least so many of them"))]
GROUP_NAMES = {WHOLE: _("the rule itself"), "a": _("group A"), "b": _("group B"), "c": _("group C")}


class PolicyForm(forms.Form):
    """The rules of a policy; `rows` parts of its quorum can be named."""

    def __init__(
        self, *args: Any, sections: Sequence[str], modules: Sequence[str], rows: int = FEWEST_ROWS, **options: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.rows = max(FEWEST_ROWS, min(rows, MOST_ROWS))
        self.fields.update(_plain_fields(sections, modules))
        self.fields.update(_quorum_fields(self.rows, sections))

    def clocks(self) -> list[dict[str, Any]]:
        """Return the fields of both clocks, for the template."""
        return [{"legend": LABELS[name], "fields": [self[f"{name}_{track}"] for track in TRACKS]} for name in CLOCKS]

    def days_after(self) -> list[Any]:
        """Return the fields of the days after publication."""
        return [self[f"afterwards_{name}"] for name in AFTERWARDS]

    def rooms(self) -> list[Any]:
        """Return, for each room, the field of whom its content goes to."""
        return [self[f"sharing_{room}"] for room in ROOMS]

    def groups(self) -> list[dict[str, Any]]:
        """Return, for the rule and its groups, what is asked of their parts."""
        return [
            {"legend": GROUP_NAMES[group], "fields": [self[f"{group}_way"], self[f"{group}_least"]]}
            for group in (WHOLE, *GROUPS)
        ]

    def row_fields(self) -> list[list[Any]]:
        """Return the two fields of each row."""
        return [[self[f"row_{place}_whom"], self[f"row_{place}_group"]] for place in range(self.rows)]

    def requirement_fields(self) -> list[Any]:
        """Return a field for each role, of the training it asks for."""
        return [self[f"requires_{role}"] for role in ROLES]

    def clean(self) -> dict[str, Any]:
        """Return what was typed, with the quorum it says under ``quorum``."""
        cleaned = super().clean() or self.cleaned_data
        field = "quorum_toml" if cleaned.get("quorum_toml") else "row_0_whom"
        try:
            cleaned["quorum"] = self._quorum(cleaned)
        except NotAPolicy as error:
            self.add_error(field, str(error))
        return cleaned

    def _quorum(self, cleaned: Mapping[str, Any]) -> Quorum:
        if cleaned.get("quorum_toml"):
            return read_quorum(cleaned["quorum_toml"])
        asked = {
            group: Asked(way=cleaned.get(f"{group}_way") or "all", least=cleaned.get(f"{group}_least") or 0)
            for group in (WHOLE, *GROUPS)
        }
        rows = [(cleaned.get(f"row_{i}_group") or WHOLE, cleaned.get(f"row_{i}_whom")) for i in range(self.rows)]
        return rule_of(Rows(asked=asked, rows=tuple(Row(group=group, whom=whom) for group, whom in rows if whom)))

    def policy(self, *, name: str, number: int) -> PolicyAdopted:
        """Return the policy that a valid form says."""
        typed = self.cleaned_data
        plain = {
            "policy": name,
            "number": number,
            **{clock: {track: typed[f"{clock}_{track}"] for track in TRACKS} for clock in CLOCKS},
            "quorum": typed["quorum"],
            **{each: typed[each] for each in ("freshness", "reviewers", "training", "by_sections", "signatures")},
            "afterwards": {name: typed[f"afterwards_{name}"] for name in AFTERWARDS},
            "sharing": {
                "to": typed["sharing_to"],
                "content": [
                    {"room": room, "to": typed[f"sharing_{room}"]}
                    for room in ROOMS
                    if typed[f"sharing_{room}"] != "nobody"
                ],
                "cosigners": typed["cosigners"],
            },
            "advisory": [int(each) for each in typed["advisory"]],
            "requirements": [
                {"role": role, "training": typed[f"requires_{role}"]} for role in ROLES if typed[f"requires_{role}"]
            ],
        }
        return msgspec.convert(plain, PolicyAdopted)


def _plain_fields(sections: Sequence[str], modules: Sequence[str]) -> dict[str, forms.Field]:
    named = [(each, each) for each in modules]
    gates = [(str(number), gate_name(number)) for number in GATE_NAMES]
    return {
        **{f"{clock}_{track}": _days(label) for clock in CLOCKS for track, label in TRACKS.items()},
        "freshness": _days(LABELS["freshness"]),
        "reviewers": _several(LABELS["reviewers"], [(role, role_name(role)) for role in ROLES]),
        "training": forms.ChoiceField(label=LABELS["training"], choices=[("", _("none")), *named], required=False),
        **{f"requires_{role}": _several(role_name(role), named) for role in ROLES},
        "advisory": _several(LABELS["advisory"], gates),
        "signatures": forms.ChoiceField(
            label=LABELS["signatures"], choices=SIGNATURES.items(), widget=forms.RadioSelect
        ),
        **{f"afterwards_{name}": _days(label) for name, label in AFTERWARDS.items()},
        **_sharing_fields(sections),
        "by_sections": _several(LABELS["by_sections"], [(each, each) for each in sections], required=True),
    }


def _sharing_fields(sections: Sequence[str]) -> dict[str, forms.Field]:
    named = [(each, each) for each in sections]
    return {
        "sharing_to": _several(_("Sections that get copies of the logs; every section where none is chosen"), named),
        **{
            f"sharing_{room}": forms.ChoiceField(label=label, choices=list(SHARED_WITH.items()))
            for room, label in ROOMS.items()
        },
        "cosigners": forms.IntegerField(
            label=_("Other houses that have to cosign a checkpoint"), min_value=0, max_value=MOST_COSIGNERS
        ),
    }


def _quorum_fields(rows: int, sections: Sequence[str]) -> dict[str, forms.Field]:
    whom = [
        ("", gettext("nobody")),
        ("affected", gettext("every affected section")),
        *((f"section:{each}", gettext("section %(section)s") % {"section": each}) for each in sections),
        *((f"role:{role}", gettext("a person with the role %(role)s") % {"role": role_name(role)}) for role in ROLES),
    ]
    fields: dict[str, forms.Field] = {}
    for group in (WHOLE, *GROUPS):
        fields[f"{group}_way"] = forms.ChoiceField(label=_("It asks for"), choices=WAYS, required=False)
        fields[f"{group}_least"] = forms.IntegerField(
            label=_("How many, at least"), min_value=0, max_value=MOST_ROWS, required=False
        )
    for place in range(rows):
        fields[f"row_{place}_whom"] = forms.ChoiceField(label=_("Who"), choices=whom, required=False)
        fields[f"row_{place}_group"] = forms.ChoiceField(
            label=_("Part of"), choices=list(GROUP_NAMES.items()), required=False
        )
    fields["quorum_toml"] = forms.CharField(
        label=_("Or the rule as TOML"),
        help_text=_("For rules that nest deeper. What stands here counts, and the rows do not."),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    return fields


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=LONGEST)


def _several(label: Any, choices: list[tuple[str, str]], *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def initial_of(policy: PolicyAdopted) -> tuple[dict[str, Any], int]:
    """Return what the form of a policy shows at first, and how many rows it takes."""
    first: dict[str, Any] = {
        **{f"{clock}_{track}": getattr(getattr(policy, clock), track) for clock in CLOCKS for track in TRACKS},
        **{each: getattr(policy, each) for each in ("freshness", "reviewers", "training", "by_sections", "signatures")},
        **{f"afterwards_{name}": getattr(policy.afterwards, name) for name in AFTERWARDS},
        **_sharing_of(policy.sharing),
        "advisory": [str(number) for number in policy.advisory],
        **{f"requires_{each.role}": each.training for each in policy.requirements},
    }
    try:
        rule = rows_of(policy.quorum)
    except TooDeep:
        return {**first, "quorum_toml": quorum_toml(policy.quorum)}, FEWEST_ROWS
    for group, asked in rule.asked.items():
        first |= {f"{group}_way": asked.way, f"{group}_least": asked.least or None}
    for place, row in enumerate(rule.rows):
        first |= {f"row_{place}_whom": row.whom, f"row_{place}_group": row.group}
    return first, len(rule.rows) + 1


def _sharing_of(sharing: Sharing) -> dict[str, Any]:
    """Return what the form shows at first of the rules for sharing."""
    goes: dict[str, str] = {each.room: each.to for each in sharing.content}
    first: dict[str, Any] = {f"sharing_{room}": goes.get(room, "nobody") for room in ROOMS}
    return {**first, "sharing_to": sharing.to, "cosigners": sharing.cosigners}


class ImportForm(forms.Form):
    """A policy as TOML."""

    file = forms.FileField(label=_("A file"), required=False)
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    def clean(self) -> dict[str, Any]:
        """Return what was given, with the policy under ``policy``."""
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if bool(file) == bool(text):
            raise forms.ValidationError(_("Give the file or its text, one of the two."))
        try:
            written = file.read(LARGEST + 1).decode() if file else text
            cleaned["policy"] = read_policy(written, name=file.name if file else "TOML")
        except (NotAPolicy, UnicodeDecodeError) as error:
            self.add_error("file" if file else "text", str(error))
        return cleaned
