"""Reviews in words: what somebody did in a matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTED: Mapping[str, Any] = {
    "wrote": _("had a hand in what is examined"),
    "approved": _("approved it"),
    "overrode": _("overrode a gate for it"),
    "countersigned": _("countersigned it"),
    "declared-interest": _("declared an interest"),
    "declined": _("declined a draft of it"),
    "objected": _("objected to a draft of it"),
    "answered-objection": _("answered an objection"),
    "took-part": _("said a section's part"),
    "opened": _("opened a draft of it for a section"),
    "read-whole": _("read the whole of a draft"),
    "signed-element": _("signed elements of a rule"),
    "raised-alarm": _("raised an alarm"),
    "same-section": _("works for the same section as an author"),
}
"""What somebody did, or is, in a matter; see `gates.independence`."""
