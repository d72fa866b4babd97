"""The values of findings in words, in the order in which they are offered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STANDARD = {
    "": _("None reached"),
    "reasonable-suspicion": _("Reasonable suspicion"),
    "reasonable-grounds": _("Reasonable grounds to believe"),
    "clear-and-convincing": _("Clear and convincing"),
    "beyond-reasonable-doubt": _("Beyond reasonable doubt"),
}
LEVEL = {
    "fact": _("Fact: what happened"),
    "characterisation": _("Characterisation: what the law calls it"),
    "attribution": _("Attribution: whose act it was"),
    "responsibility": _("Responsibility: who individually answers for it"),
}
CONDUCT = {"act": _("An act"), "omission": _("An omission: something left undone")}
SEEN = {
    "seen": _("Seen by us or on a recording"),
    "traced": _("Traced through records"),
    "told": _("Told to us"),
}
DOES = {"supports": _("Supports it"), "contradicts": _("Contradicts it"), "context": _("Gives context")}
GRAVER = {
    "found": _("Found"),
    "not-found": _("Looked for and not found"),
    "not-examined": _("Not examined"),
}
GAP = {
    "access-refused": _("Access was refused"),
    "no-reply": _("No reply"),
    "not-visited": _("The place was not visited"),
    "no-records": _("There are no records"),
    "not-interviewed": _("Somebody was not interviewed"),
    "sources-dependent": _("The sources depend on each other"),
    "other": _("Something else"),
}
NORM = {
    "treaty": _("Treaty"),
    "custom": _("Custom"),
    "policy": _("Policy"),
    "recommendation": _("Recommendation"),
}
MET = {
    "met": _("Met"),
    "not-met": _("Not met"),
    "unknown": _("Unknown"),
    "not-examined": _("Not examined"),
}
WEIGHED = {
    "feasibility": _("Feasibility"),
    "alternatives": _("Alternatives"),
    "risks-of-alternatives": _("Risks of the alternatives"),
    "military-considerations": _("Military considerations"),
    "consent": _("Consent"),
    "warnings": _("Warnings"),
}
