"""The forms of acts about a case and its evidence, each beside the item that it concerns."""

from __future__ import annotations

from answerable.evidence.forms.checking import CHECKING
from answerable.evidence.forms.consent import CONSENT
from answerable.evidence.forms.custody import CUSTODY
from answerable.evidence.forms.holding import HOLDING
from answerable.evidence.forms.intake import INTAKE
from answerable.evidence.forms.sealing import SEALING
from answerable.forms.description import ActForm

ACT_FORMS: tuple[ActForm, ...] = (*INTAKE, *CUSTODY, *HOLDING, *CHECKING, *CONSENT, *SEALING)
"""What can be said about a case and its evidence by a form."""
