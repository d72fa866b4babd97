"""Three ways to say an act: through a page, straight into the log, and through a folder that has grown.

Each attempt returns the codes of what refused it; an attempt that succeeds returns none.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from answerable.clearance import entries, gates
from answerable.clearance.gates import countersignature_message
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.folders.errors import FolderError
from answerable.folders.loading import load_folder
from answerable.outputs.gates import current_version, versions_of
from answerable.people.keyring import keyring
from answerable.record.blocker import Refused
from answerable.record.log import append
from answerable.record.models import EntryRow
from answerable.record.note import to_base64
from answerable.releases.gates import board
from answerable.releases.models import read_release
from answerable.vault.sealing import say
from tests.site import ROOT

CASE = "harbour"


def home(person: str) -> str:
    """Return the log of the section of a person."""
    return f"harbour.example/{person.partition('-')[0]}"


def state(output: str = "release"):
    """Return the case as it stands, judged for an output."""
    return read_clearance(CASE, at=moment_of(CASE), subject=output)


def closed(output: str = "release") -> set[str]:
    """Return the codes of everything that keeps an output from going out."""
    found = board(read_release(CASE, at=moment_of(CASE), subject=output))
    return {blocker.code for gate in found if gate.state == "closed" for blocker in gate.blockers}


def version(number: int, output: str = "release"):
    """Return one version of an output."""
    (found,) = (each for each in versions_of(state(output).outputs, output) if each.body.version == number)
    return found


def of_version(number: int = 0, of: str = "release", **changes: Any) -> dict[str, Any]:
    """Return the fields by which an act names a version: the current one, unless said otherwise."""
    drafted = version(number, of) if number else current_version(state(of).outputs, of)
    return {"output": of, "version": drafted.body.version, "draft_ref": drafted.ref} | changes


def in_log(body: Any, person: str, *, log: str = "", case: str = CASE) -> set[str]:
    """Append an act to the log of its person's section, or to another; return what refused it."""
    before = EntryRow.objects.count()
    try:
        append(body, origin=log or home(person), actor=person, at=moment_of(CASE), case=case)
    except Refused as refusal:
        assert EntryRow.objects.count() == before
        return {blocker.code for blocker in refusal.blockers}
    return set()


def tell(said: Any, plain: dict[str, Any], person: str, *, log: str = ""):
    """Say an act with its texts, straight into the log."""
    return say(said, plain, origin=log or home(person), actor=person, at=moment_of(CASE), case=CASE)


def in_folder(place: Path, name: str, act: str) -> str:
    """Load the folder of the case once more, with one act added to a file; return what was wrong with it, or ""."""
    before = EntryRow.objects.count()
    folder = place / CASE
    shutil.copytree(ROOT / "examples" / CASE, folder)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{act}\n")
    try:
        load_folder(folder, keyring=keyring())
    except FolderError as error:
        assert EntryRow.objects.count() == before
        return "\n".join(map(str, error.errors))
    return ""


def codes(text: str) -> set[str]:
    """Return the codes of the blockers that a folder's errors name."""
    return set(re.findall(r"\[([a-z-]+)\]", text))


def countersignature(person: str, named: dict[str, Any], **changes: Any) -> entries.DraftCountersigned:
    """Return the countersignature of a section over what is named, made with its real key."""
    signer = keyring().signer(home(person))
    message = countersignature_message(origin_of_section=home(person), **named)
    said = {
        "section": home(person).rpartition("/")[2],
        "vkey": signer.verifier().vkey(),
        "signature": to_base64(signer.sign_bytes(message)),
        **named,
    }
    return entries.DraftCountersigned(**said | changes)


def counting(output: str = "release") -> set[str]:
    """Return the sections whose countersignatures count for the current version."""
    return {fact.body.section for fact in gates.valid_countersignatures(state(output))}
