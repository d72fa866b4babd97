"""Words for what the record says of lists in short names."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from answerable.forms.description import Words

DECISIONS: Mapping[str, Words] = {
    "designated": _("designated: put on the list"),
    "refused": _("refused: not put on the list"),
    "changed": _("changed: another status"),
    "ended": _("ended: no longer on the list"),
}
STATES: Mapping[str, Words] = {
    "met": _("met"),
    "not-met": _("not met"),
    "unknown": _("not known"),
}
TOLD: Mapping[str, Words] = {
    "person": _("the person"),
    "representative": _("somebody who speaks for the person"),
    "nobody": _("nobody could be told"),
}
ANSWERS: Mapping[str, Words] = {
    "mitigated": _("something is done about it"),
    "accepted": _("it is accepted"),
}
SECTION_WORDS: Mapping[str, Words] = {
    "countersigned": _("countersigned"),
    "declined": _("declined"),
    "silent": _("said nothing"),
    "waiting": _("has not spoken yet"),
}
