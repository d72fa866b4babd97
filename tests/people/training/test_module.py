"""A module is read strictly: what is not of its form is refused with file and line."""

from __future__ import annotations

from hashlib import sha256

import pytest

from answerable.people.training.errors import NotAModule
from answerable.people.training.module import read_module
from answerable.people.training.shelf import PACKAGED, read_file
from tests.people.training.small import TEXT, module


def test_the_sections_and_questions_of_a_module_are_read():
    read = module()
    assert [section.heading for section in read.sections] == ["First", "Second"]
    assert [(question.key, question.right) for question in read.questions] == [("one", {0}), ("several", {0, 1})]


def test_an_option_and_its_reason_may_have_several_lines():
    option = module().questions[0].options[1]
    assert option.text == "that, on two lines"
    assert option.why == "Because it is not.\nAnd a second paragraph."


def test_a_heading_inside_code_is_no_heading():
    assert "# no heading" in module().sections[1].text


def test_a_module_is_known_by_the_sha_256_of_its_bytes():
    assert module().sha256 == sha256(TEXT.encode()).hexdigest()


def test_line_ends_of_windows_change_nothing_but_the_hash():
    assert read_module(TEXT.replace("\n", "\r\n").encode(), name="x").questions == module().questions


WRONG = {
    "no front matter": (TEXT[4:], "small.md, line 1: expected a line +++ before the front matter"),
    "front matter without an end": ("+++\nmodule = 'a'\n", "expected a line +++ after the front matter"),
    "front matter that is no TOML": (TEXT.replace('version = "1"', "version = "), "small.md, line 4: expected front"),
    "a field that is missing": (TEXT.replace('version = "1"\n', ""), "missing required field `version`"),
    "a field that is unknown": (TEXT.replace("version =", "edition = 1\nversion ="), "small.md, line 4: "),
    "a number that is none": (TEXT.replace("= 12", "= 'twelve'"), "line 6: expected in the front matter `int`"),
    "a pass mark above all": (
        TEXT.replace("= 100", "= 101"),
        "line 7: expected in the front matter `int` <= 100, found 101",
    ),
    "text before the first section": (TEXT.replace("## First", "Some text"), "line 10: expected a heading ##"),
    "a section without text": (TEXT.replace("Some words, and *more*.", ""), "line 10: expected a heading and a text"),
    "no heading above the questions": (TEXT.replace("# Questions", ""), "expected one heading # above the questions"),
    "a second heading of that kind": (TEXT + "\n# More\n", "line 45: expected one heading # in the file"),
    "no sections": (TEXT.replace(TEXT[TEXT.index("## First") : TEXT.index("# Questions")], ""), "expected a section"),
    "no questions": (TEXT[: TEXT.index("## one")], "expected a question: ## and its key, found none"),
    "a key with blanks": (TEXT.replace("## one", "## One thing"), "line 22: expected the key of a question"),
    "a key twice": (TEXT.replace("## several", "## one"), "line 34: expected keys that differ, found one a second"),
    "a key without a question": (TEXT.replace("What is right?", ""), "line 22: expected a question below its key"),
    "one option only": (TEXT.replace("- [x] b\n  > Yes.\n- [ ] c\n  > No.\n", ""), "expected two options or more"),
    "no right option": (TEXT.replace("- [x] this", "- [ ] this"), "line 22: expected an option that is right"),
    "an option without its reason": (TEXT.replace("  > No.\n", ""), "line 42: expected its reason below it"),
    "an option without words": (TEXT.replace("- [ ] c", "- [ ] "), "line 42: expected the text of an option"),
    "a line that belongs nowhere": (TEXT + "\nlost\n", "line 45: expected an option - [ ]"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_module_is_refused_with_its_place(text, message):
    with pytest.raises(NotAModule) as refused:
        module(text)
    assert message in str(refused.value)


def test_bytes_that_are_no_text_are_refused_with_their_line():
    with pytest.raises(NotAModule, match="line 3: expected text in UTF-8"):
        read_module(TEXT.encode().replace(b"A small", b"A \xff small"), name="small.md")


def test_the_module_that_comes_with_the_package_is_one():
    read = read_file(PACKAGED / "influence.en.md")
    assert read.key == "influence"
    assert 8 <= len(read.sections) <= 10
    assert 14 <= len(read.questions) <= 18
    assert 3_500 <= sum(len(section.text.split()) for section in read.sections[:-1]) <= 5_000


def test_every_option_of_the_module_that_comes_with_the_package_has_a_reason_of_its_own():
    options = [option for question in read_file(PACKAGED / "influence.en.md").questions for option in question.options]
    assert len({option.why for option in options}) == len(options)
