"""When drafts may be made and used: one file for each gate of the standards, one for the single acts."""

from answerable.outputs.gates.acts import (
    may_answer_flag,
    may_draft_version,
    may_mark_statements,
    may_read_version,
    may_reverify_statement,
    may_support_statement,
)
from answerable.outputs.gates.case import (
    OutputsCase,
    accused,
    accused_by,
    authors,
    current_version,
    documents,
    evidence_of,
    grave,
    links_of,
    marked_statements,
    parent_of,
    place,
    policy_for,
    resting_on,
    statements,
    statements_of,
    used_by,
    used_findings,
    versions_of,
)
from answerable.outputs.gates.context import context
from answerable.outputs.gates.freshness import freshness
from answerable.outputs.gates.gravity import format_fits_gravity
from answerable.outputs.gates.limits import limits_carried
from answerable.outputs.gates.method import method
from answerable.outputs.gates.proof import proof
from answerable.outputs.gates.reading import inputs_of, read_strengths, reading, readings_of, remarks
from answerable.outputs.gates.support import support

__all__ = [
    "OutputsCase",
    "accused",
    "accused_by",
    "authors",
    "context",
    "current_version",
    "documents",
    "evidence_of",
    "format_fits_gravity",
    "freshness",
    "grave",
    "inputs_of",
    "limits_carried",
    "links_of",
    "marked_statements",
    "may_answer_flag",
    "may_draft_version",
    "may_mark_statements",
    "may_read_version",
    "may_reverify_statement",
    "may_support_statement",
    "method",
    "parent_of",
    "place",
    "policy_for",
    "proof",
    "read_strengths",
    "reading",
    "readings_of",
    "remarks",
    "resting_on",
    "statements",
    "statements_of",
    "support",
    "used_by",
    "used_findings",
    "versions_of",
]
