"""The reference of the case folder says what the code reads."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path

from answerable.folders.reading import read_folder
from answerable.folders.reference import EXAMPLE, json_schema, page
from answerable.folders.schema import ROOMS, forms
from tests.folders.small import FILES

ROOT = Path(__file__).parents[2]


def test_the_written_files_are_up_to_date():
    spec = importlib.util.spec_from_file_location("write_case_folder", ROOT / "docs" / "write_case_folder.py")
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    stale = [path.name for path, text in writer.pages().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make reference`"


def test_a_folder_can_hold_every_kind_of_act_but_erasures_and_sealed_identities():
    from answerable.kinds import ACTS

    sealed = {"identity.sealed/1", "unsealing.asked/1", "unsealing.decided/1", "identity.unsealed/1"}
    assert {form.said.kind for form in forms().values()} == set(ACTS) - {"content.erased/1"} - sealed


def test_every_act_and_key_is_on_the_page():
    text = page()
    for form in forms().values():
        section = text.partition(f"### `[[{form.table}]]`\n")[2].partition("\n### ")[0]
        own = [field.name for field in form.fields() if field.name not in {"by", "at", "section", "log", "case"}]
        assert [name for name in own if f"| `{name}` |" not in section] == []


def test_every_file_is_on_the_page():
    assert [name for name in ROOMS if f"`{name}`" not in page()] == []


def test_the_schema_describes_what_the_small_folder_says():
    schema = json.loads(json_schema())
    for name in ROOMS:
        for room, kinds in tomllib.loads(str(FILES.get(name, ""))).items():
            for kind, acts in kinds.items():
                reference = schema["properties"][room]["properties"][kind]["items"]["$ref"]
                act = schema["$defs"][reference.rpartition("/")[2]]
                for each in acts:
                    assert set(each) <= set(act["properties"])
                    assert set(act["required"]) <= set(each)


def test_the_smallest_case_on_the_page_can_be_read(tmp_path):
    for name, text in EXAMPLE.items():
        assert text in page()
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_folder(tmp_path).case == "water"
