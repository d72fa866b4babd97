"""Every field that may leave through the public site is in the reference, and templates are given nothing else."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import msgspec
import pytest

from answerable.record.entry import Fact, Part

ROOT = Path(__file__).parents[2]


def writer():
    spec = importlib.util.spec_from_file_location("write_public_site", ROOT / "docs" / "write_public_site.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_the_page_of_the_public_site_is_up_to_date():
    assert writer().PAGE.read_text(encoding="utf-8") == writer().page(), "run `make reference`"


def test_no_struct_that_a_page_is_given_holds_an_act_or_anything_without_a_list_of_fields():
    found = writer().structs()
    assert len(found) > 30
    for struct in found:
        assert not issubclass(struct, (Fact, Part)), struct
        assert not {"actor", "person_handle", "body"} & {field.name for field in msgspec.structs.fields(struct)}, struct


TEMPLATES = {
    "first": "`index.html`",
    "case": "`cases/CASE/index.html`",
    "release": "`releases/CASE/OUTPUT/VERSION/index.html`",
    "critiques": "`critiques/index.html`",
    "critique": "`critiques/CASE/CRITIQUE/index.html`",
    "commitments": "`commitments/index.html`",
    "lists": "`lists/index.html`",
    "list": "`lists/LIST/index.html`",
    "reviews": "`reviews/index.html`",
    "review": "`reviews/CASE/REVIEW/index.html`",
    "logs": "`logs/index.html`",
    "verify": "`verify/index.html`",
    "about": "`about/index.html`",
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_only_fields_that_its_struct_has(name):
    from answerable.site.frame import HERE

    text = (HERE / "templates" / "site" / f"{name}.html").read_text()
    for way in set(re.findall(r"\bpage((?:\.[a-z_]+)+)", text)):
        struct = writer().PAGES[TEMPLATES[name]]
        for field in way.removeprefix(".").split("."):
            fields = {each.name: each.type for each in msgspec.structs.fields(struct)}
            assert field in fields, f"page{way}"
            struct = fields[field]


def test_every_page_of_the_site_is_made_from_a_struct_that_the_reference_names():
    from answerable.site.frame import HERE

    made = {path.stem for path in (HERE / "templates" / "site").glob("*.html")} - {
        "base",
        "clock",
        "decision",
        "promises",
        "releases",
        "stands",
    }
    pages = [name for name in writer().PAGES if "index.html" in name]
    assert len(pages) == len(made)
