"""The forms of acts about findings, each beside the finding that it concerns."""

from __future__ import annotations

from answerable.findings.forms.law import LAW
from answerable.findings.forms.limits import LIMITS
from answerable.findings.forms.stating import STATING
from answerable.forms.description import ActForm

ACT_FORMS: tuple[ActForm, ...] = (*STATING, *LIMITS, *LAW)
"""What can be said about findings by a form."""
