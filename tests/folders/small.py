"""A small complete case as a folder, in the one form, to be written into a temporary place and changed there."""

from __future__ import annotations

import hashlib
from pathlib import Path

FILM = b"PK\x03\x04 not really an archive, and never opened"

PEOPLE = """\
[[organisation.named]]
by = ""
at = 2026-01-01T08:00:00Z
section = "centre"
organisation = "harbour-watch"
name = "Harbour Watch"

[[section.joined]]
by = ""
at = 2026-01-01T08:00:00Z
origin = "small.example/centre"
section = "centre"
organisation = "harbour-watch"
name = "Centre"

[[section.joined]]
by = ""
at = 2026-01-01T08:00:00Z
origin = "small.example/coast"
section = "coast"
organisation = "harbour-watch"
name = "Coast"
countries = ["xa"]

[[key.added]]
by = ""
at = 2026-01-01T08:10:00Z
section = "centre"

[[key.added]]
by = ""
at = 2026-01-01T08:10:00Z
section = "coast"

[[person.joined]]
by = ""
at = 2026-01-01T08:20:00Z
person = "ann"
section = "centre"
name = "Ann Ó Sé"

[[person.joined]]
by = ""
at = 2026-01-01T08:20:00Z
person = "ben"
section = "coast"
name = "بن"

[[role.granted]]
by = "ann"
at = 2026-01-01T09:00:00Z
person = "ann"
role = "author"

[[role.granted]]
by = "ben"
at = 2026-01-01T09:00:00Z
case = true
person = "ben"
role = "countersigner"

[[role.granted]]
by = "ben"
at = 2026-01-01T09:00:00Z
person = "ben"
role = "legal-reviewer"

[[competence.shown]]
by = "ben"
at = 2026-01-01T09:30:00Z
person = "ben"
field = "law"
basis = "Called to the bar."

[[conflict.declared]]
by = "ann"
at = 2026-01-03T09:00:00Z
person = "ann"
interest = "Ann's brother works at the port."
"""
CASE = """\
[[case.opened]]
by = "ann"
at = 2026-01-02T09:00:00Z
case = "small"
title = "The closing of the harbour"
terms = "Find out why the harbour was closed."
parties = ["port-authority"]
countries = ["xa"]
situation = "peace"
"""
EVIDENCE = f"""\
[[item.taken_in]]
by = "ann"
at = 2026-01-04T10:00:00Z
item = "E1"
type = "video"
title = "Film of the east quay"
source = "A bystander"
file_name = "E1.zip"
original_name = "quay.zip"
sha256 = "{hashlib.sha256(FILM).hexdigest()}"
capture = {{ at = 2026-01-04T09:30:00+02:00, operator = "ann", tool = "wget 1.21" }}
custodian = "ann"
public = true

[[item.taken_in]]
by = "ben"
at = 2026-01-04T11:00:00Z
section = "centre"
item = "E2"
type = "testimony"
title = "A dock worker's account"
source = "A dock worker"
custodian = "ben"
"""
FINDINGS = """\
[[finding.stated]]
by = "ann"
at = 2026-01-05T10:00:00Z
finding = "F1"
number = 1
level = "fact"
established = true
text = "The harbour was closed on 12 of 30 days."
conduct = "act"
act = "closed the harbour"
affected = "dock workers"
countries = ["xa"]
since = 2025-11-01
until = 2025-12-01
standard = "reasonable-grounds"
counts = [{ numerator = 12, base = 30, unit = "days", chosen = "Every day of November.", evidence = "seen" }]
evidence = [
    { item = "E1", does = "supports" },
    { item = "E2", does = "context" },
]

[[rule.assessed]]
by = "ann"
at = 2026-01-05T11:00:00Z
rule = "R1"
finding = "F1"
name = "Notice"
source = "Harbour Order, section 7"
norm = "treaty"
conduct = "closing without notice"
elements = [{ element = "closed", asks = "Was the harbour closed?", state = "met", evidence_for = ["E1"] }]

[[element.signed]]
by = "ben"
at = 2026-01-05T12:00:00Z
rule = "R1"
element = "closed"
role = "legal-reviewer"
"""
OUTPUTS = """\
[[version.drafted]]
by = "ann"
at = 2026-01-06T10:00:00Z
output = "report"
version = 1
type = "report"
language = "en"
authors = ["ann"]

[[version.drafted.statements]]
id = "s1"
words = "The harbour was closed on 12 of 30 days."
place = "lead"
says = "fact"

[[version.drafted.statements]]
id = "s2"
words = "It is closed now."
occurrence = 2
place = "body"
says = "fact"
present = true

[[statement.supported]]
by = "ann"
at = 2026-01-06T11:00:00Z
output = "report"
statement = "s1"
finding = "F1"

[[version.drafted]]
by = "ann"
at = 2026-01-07T10:00:00Z
output = "report"
version = 2
type = "report"
language = "en"
authors = ["ann"]

[[version.drafted.statements]]
id = "s1"
words = "The harbour was closed on 12 of 30 days."
place = "lead"
says = "fact"

[[version.drafted.statements]]
id = "s2"
words = "It was closed."
place = "body"
says = "fact"

[[statement.supported]]
by = "ann"
at = 2026-01-07T11:00:00Z
output = "report"
statement = "s2"
finding = "F1"
"""
REPORT = "# Report\n\nThe harbour was closed on 12 of 30 days.\n\nIt is closed now.\nIt is closed now.\n"
REPORT_2 = "# Report\n\nThe harbour was closed on 12 of 30 days.\n\nIt was closed.\n"
CONSULTATION = '''\
[[draft.delivered]]
by = "ann"
at = 2026-01-08T10:00:00Z
section = "coast"
output = "report"
version = 2

[[objection.raised]]
by = "ben"
at = 2026-01-08T11:00:00Z
objection = "O1"
output = "report"
version = 2
start = 0
end = 8
about = "wording"
severity = "remark"
text = """
The title says "Report".
It should say more.\\"\\""" \'\'\' \\\\ \\u202e"""

[[draft.countersigned]]
by = "ben"
at = 2026-01-09T10:00:00Z
section = "coast"
output = "report"
version = 2
'''

FILES: dict[str, str | bytes] = {
    "people.toml": PEOPLE,
    "case.toml": CASE,
    "evidence.toml": EVIDENCE,
    "findings.toml": FINDINGS,
    "outputs.toml": OUTPUTS,
    "consultation.toml": CONSULTATION,
    "outputs/report-1.md": REPORT,
    "outputs/report-2.md": REPORT_2,
    "evidence/E1.zip": FILM,
}

ACTS = 25
"""Acts in the folder; the statements nested in two of them become an entry each."""

ENTRIES = 27


def write_small(folder: Path) -> Path:
    """Write the folder and return it."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace `old`, which stands in the file once, and return the line on which it stood."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_bytes(text.replace(old, new).encode())
    return text[: text.index(old)].count("\n") + 1


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
