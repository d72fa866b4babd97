"""Checking a bundle: what is found to be so, and how each way of being wrong shows, with the file's name."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from answerable.bundles.bag import ALGORITHMS
from answerable.bundles.contents import write_form
from answerable.bundles.errors import BadRelease, Damaged, Incomplete, NotABundle, NotProved, UntrustedLog, WrongContent
from answerable.bundles.report import describe_bundle
from answerable.bundles.verification import verify_bundle
from answerable.record.note import generate

pytestmark = pytest.mark.django_db  # for the bundles that all tests here read

CENTRE = "data/logs/centre"


def rehashed(folder: Path) -> Path:
    """Write the manifests anew, as somebody would who changed the bundle and knows BagIt."""
    payload = sorted(path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file())
    size = sum((folder / path).stat().st_size for path in payload)
    information = (folder / "bag-info.txt").read_text().splitlines()
    kept = [line for line in information if not line.startswith("Payload-Oxum")]
    lines = sorted([*kept, f"Payload-Oxum: {size}.{len(payload)}"])
    (folder / "bag-info.txt").write_text("".join(f"{line}\n" for line in lines))
    for name in ALGORITHMS:
        listed = "".join(f"{digest(folder / path, name)}  {path}\n" for path in payload)
        (folder / f"manifest-{name}.txt").write_text(listed)
    tags = ["bag-info.txt", "bagit.txt", *(f"manifest-{name}.txt" for name in ALGORITHMS)]
    for name in ALGORITHMS:
        listed = "".join(f"{digest(folder / path, name)}  {path}\n" for path in tags)
        (folder / f"tagmanifest-{name}.txt").write_text(listed)
    return folder


def digest(path: Path, name: str) -> str:
    return hashlib.new(name, path.read_bytes()).hexdigest()


def change(folder: Path, name: str, edit) -> Path:
    """Change a JSON file of the bundle and write the manifests anew."""
    path = folder / "data" / name
    found = msgspec.json.decode(path.read_bytes())
    edit(found)
    path.write_bytes(write_form(found))
    return rehashed(folder)


@pytest.mark.parametrize("audience", ["public", "review"])
def test_a_bundle_verifies_against_known_keys(bundles, audience):
    found = verify_bundle(getattr(bundles, audience), trusted=bundles.verifiers)
    assert (found.trusted, found.audience, found.bundle.case) == (True, audience, "harbour")
    assert "all known beforehand" in describe_bundle(found)


def test_against_its_own_keys_it_says_so(bundles):
    assert "compare them" in describe_bundle(verify_bundle(bundles.public))


def test_another_key_is_not_trusted(bundles):
    strange = generate("harbour.example/centre", seed=b"s" * 32).verifier()
    with pytest.raises(UntrustedLog, match="logs/centre/key"):
        verify_bundle(bundles.public, trusted=[strange])


def test_a_folder_that_is_no_bundle_is_told_so(tmp_path):
    with pytest.raises(NotABundle, match=r"bagit\.txt"):
        verify_bundle(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "data/index.html",
        f"{CENTRE}/entries.jsonl",
        f"{CENTRE}/proofs/0.tlog-proof",
        "data/releases/release-2/release.md",
        "manifest-sha256.txt",
        "bag-info.txt",
    ],
)
def test_a_changed_file_is_named(copied, path):
    raw = bytearray((copied / path).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copied / path).write_bytes(raw)
    with pytest.raises((Damaged, NotABundle), match=Path(path).name):
        verify_bundle(copied)


@pytest.mark.parametrize("path", ["data/index.html", f"{CENTRE}/checkpoint", "manifest-sha512.txt", "bag-info.txt"])
def test_a_missing_file_is_named(copied, path):
    (copied / path).unlink()
    with pytest.raises(Damaged, match=Path(path).name):
        verify_bundle(copied)


@pytest.mark.parametrize("path", ["manifest-sha256.txt", "tagmanifest-sha512.txt", f"{CENTRE}/entries.jsonl"])
def test_a_file_cut_short_is_named(copied, path):
    raw = (copied / path).read_bytes()
    (copied / path).write_bytes(raw[: len(raw) // 2])
    with pytest.raises((Damaged, NotABundle), match=Path(path).name):
        verify_bundle(copied)


@pytest.mark.parametrize("path", ["data/new.txt", "new.txt", "data/logs/centre/proofs/9999.tlog-proof"])
def test_a_file_that_was_added_is_named(copied, path):
    (copied / path).write_text("new")
    with pytest.raises(Damaged, match=Path(path).name):
        verify_bundle(copied)


def test_a_link_is_refused(copied, tmp_path):
    (tmp_path / "elsewhere").write_bytes((copied / "data/index.html").read_bytes())
    (copied / "data/index.html").unlink()
    (copied / "data/index.html").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Damaged, match="link"):
        verify_bundle(copied)


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "data/../../x", "data//x"])
def test_a_manifest_that_leads_outside_is_refused(copied, path):
    manifest = copied / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text() + f"{'0' * 64}  {path}\n")
    for name in ALGORITHMS:
        tag = copied / f"tagmanifest-{name}.txt"
        lines = [line for line in tag.read_text().splitlines() if not line.endswith("manifest-sha256.txt")]
        tag.write_text("".join(f"{line}\n" for line in [*lines, f"{digest(manifest, name)}  manifest-sha256.txt"]))
    with pytest.raises(NotABundle, match="path of its own"):
        verify_bundle(copied)


def test_a_changed_entry_is_found_though_the_manifests_were_written_anew(copied):
    path = copied / f"{CENTRE}/entries.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"release"', b'"remease"', 1))
    with pytest.raises(NotProved, match="leaf hash"):
        verify_bundle(rehashed(copied))


def test_an_entry_left_out_of_the_words_is_found(copied):
    path = copied / f"{CENTRE}/entries.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(Incomplete, match="expected its words"):
        verify_bundle(rehashed(copied))


def test_an_entry_too_many_is_found(copied):
    path = copied / f"{CENTRE}/entries.jsonl"
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])
    with pytest.raises(Incomplete, match="found more"):
        verify_bundle(rehashed(copied))


def test_an_entry_left_out_of_the_index_is_found_by_the_count(copied):
    name = "logs/north/index.json"
    last = msgspec.json.decode((copied / "data" / name).read_bytes())["entries"][-1]
    path = copied / "data/logs/north/entries.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    (copied / f"data/logs/north/proofs/{last['index']}.tlog-proof").unlink()
    with pytest.raises(Incomplete, match=r"index\.json: expected \d+ entries"):
        verify_bundle(change(copied, name, lambda found: found["entries"].pop()))


def test_a_proof_for_another_place_is_found(copied):
    first, second = (copied / f"{CENTRE}/proofs/{index}.tlog-proof" for index in (0, 1))
    first.write_bytes(second.read_bytes())
    with pytest.raises(NotProved, match=r"proofs/0\.tlog-proof"):
        verify_bundle(rehashed(copied))


def test_the_checkpoint_of_another_log_is_found(copied):
    (copied / f"{CENTRE}/checkpoint").write_bytes((copied / "data/logs/coast/checkpoint").read_bytes())
    with pytest.raises(NotProved, match="logs/centre/checkpoint"):
        verify_bundle(rehashed(copied))


def test_a_key_put_in_the_place_of_the_one_that_signed_is_found(copied):
    strange = generate("harbour.example/centre", seed=b"s" * 32).verifier()
    (copied / f"{CENTRE}/key").write_text(f"{strange.vkey()}\n")
    with pytest.raises(NotProved, match="checkpoint"):
        verify_bundle(rehashed(copied))


def test_the_key_of_another_log_is_refused(copied):
    (copied / f"{CENTRE}/key").write_bytes((copied / "data/logs/coast/key").read_bytes())
    with pytest.raises(UntrustedLog, match=r"named harbour\.example/centre"):
        verify_bundle(rehashed(copied))


def test_changed_content_is_found(copied):
    path = min((copied / "data/content").glob("*.txt"))
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(WrongContent, match=path.name):
        verify_bundle(rehashed(copied))


def test_content_that_nobody_committed_to_is_found(copied):
    salt, text = b"s" * 32, b"nobody said this"
    commitment = hashlib.sha256(salt + text).hexdigest()
    (copied / f"data/content/{commitment}.txt").write_bytes(text)
    added = {"commitment": f"sha256:{commitment}", "salt": salt.hex(), "size": len(text), "file": False}
    with pytest.raises(WrongContent, match=commitment):
        verify_bundle(change(copied, "content/content.json", lambda found: found.append(added)))


def test_content_left_out_without_a_word_is_found(copied):
    def leave_out(found):
        gone = found.pop()
        (copied / f"data/content/{gone['commitment'][7:]}.txt").unlink()

    with pytest.raises(Incomplete, match="opened, or listed as closed, found neither"):
        verify_bundle(change(copied, "content/content.json", leave_out))


def test_something_closed_that_is_not_listed_is_found(copied):
    with pytest.raises(Incomplete, match="found neither"):
        verify_bundle(change(copied, "redactions.json", lambda found: found.pop()))


def test_something_listed_as_closed_that_is_not_there_is_found(copied):
    def invent(found):
        found.append({**found[-1], "field": "/nothing/here"})

    with pytest.raises(Incomplete, match="/nothing/here"):
        verify_bundle(change(copied, "redactions.json", invent))


def test_an_erasure_that_no_entry_says_is_found(copied):
    def blame(found):
        row = next(each for each in found if each["reason"] == "erased")
        row["erased_by"]["index"] = 0

    with pytest.raises(Incomplete, match="to say that it was erased"):
        verify_bundle(change(copied, "redactions.json", blame))


def test_a_reason_changed_to_erased_is_found(copied):
    def change_reason(found):
        next(each for each in found if each["reason"] != "erased")["reason"] = "erased"

    with pytest.raises(Incomplete, match="erased"):
        verify_bundle(change(copied, "redactions.json", change_reason))


def test_a_closed_entry_of_a_public_bundle_that_is_not_listed_is_found(bundles, tmp_path):
    import shutil

    folder = Path(shutil.copytree(bundles.public, tmp_path / "bundle"))

    def leave_out(found):
        found.remove(next(each for each in found if not each["field"]))

    with pytest.raises(Incomplete, match="its words, or a reason"):
        verify_bundle(change(folder, "redactions.json", leave_out))


def test_a_changed_release_is_found(copied):
    path = copied / "data/releases/release-2/release.md"
    path.write_bytes(path.read_bytes() + b"more\n")
    with pytest.raises(BadRelease, match=r"release\.md was changed") as failed:
        verify_bundle(rehashed(copied))
    assert failed.value.status == 6


def test_a_release_left_out_is_found(copied):
    with pytest.raises(Incomplete, match="expected a release on record and in the list"):
        verify_bundle(change(copied, "bundle.json", lambda found: found.update(releases=[])))


def test_a_release_without_its_certificate_is_found(copied):
    (copied / "data/releases/release-2/certificate.json").unlink()

    def leave_out(found):
        found["releases"][0]["files"].remove("certificate.json")

    with pytest.raises(Incomplete, match=r"certificate\.json"):
        verify_bundle(change(copied, "bundle.json", leave_out))


def test_a_missing_proof_that_the_log_continues_is_found(copied):
    path = min((copied / CENTRE / "consistency").iterdir())
    path.unlink()
    with pytest.raises(NotProved, match="consistency"):
        verify_bundle(rehashed(copied))


def test_a_false_proof_that_the_log_continues_is_found(copied):
    path = next(each for each in (copied / CENTRE / "consistency").iterdir() if len(each.read_text().split("\n")) > 8)
    lines = path.read_text().split("\n")
    path.write_text("\n".join([lines[0], *lines[2:]]))
    with pytest.raises(NotProved, match="consistency"):
        verify_bundle(rehashed(copied))


def test_files_that_nothing_speaks_of_are_found(copied):
    (copied / "data/content/extra.txt").write_text("hello")
    with pytest.raises(Damaged, match=r"extra\.txt"):
        verify_bundle(rehashed(copied))


def test_verification_needs_no_django(bundles):
    program = (
        "import sys; from pathlib import Path; from answerable.bundles.verification import verify_bundle; "
        "verify_bundle(Path(sys.argv[1])); print([m for m in sys.modules if m.partition('.')[0] == 'django'])"
    )
    command = [sys.executable, "-c", program, str(bundles.public)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


@pytest.mark.parametrize("folder", ["../elsewhere", "/etc", "content", "releases/../content"])
def test_a_release_is_read_from_no_other_place(copied, folder):
    with pytest.raises(NotABundle, match="below releases/"):
        verify_bundle(change(copied, "bundle.json", lambda found: found["releases"][0].update(folder=folder)))
