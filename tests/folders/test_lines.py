"""Each key is found on the line on which it stands, whatever stands around it."""

from __future__ import annotations

import json
import tomllib

from hypothesis import given, strategies as st

from answerable.folders.lines import line_of, locate

SCALARS = st.one_of(
    st.integers(-9, 9).map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.sampled_from(["2026-01-05T10:00:00Z", "2026-01-05 10:00:00.5+02:00", "2026-01-05", "1_000", "+1.5e3", "0xff"]),
    st.sampled_from(['""', '"a # b"', '"\\"]"', "'a \"{ b'", "''", '"x = 1"']),
    st.sampled_from(['"""\n[[no]]\n"""', '"""a""b\\""""', '"""\n\n"""""', "'''\n[x]\n# no\n''''", "'''\\'''"]),
)
GAPS = st.sampled_from(["", " ", "\t ", "\n", "\n\n  ", " # a comment ]}\n", "\r\n"])
BLANKS = st.sampled_from(["", "\n", "# [[no]]\n", "  \n\n", "\r\n", "#\n"])
KEYS = st.sampled_from(["a", "b-1", "key_2", "3", '"quoted . key"', "'literal # key'", '"é\\t"'])


def arrays(values):
    pair = st.tuples(GAPS, values, GAPS)
    return st.lists(pair, max_size=3).map(lambda parts: "[" + ",".join("".join(part) for part in parts) + "\n]")


def inline_tables(values):
    names = st.lists(KEYS, max_size=3, unique=True)
    return st.tuples(names, st.lists(values, min_size=3, max_size=3)).map(
        lambda some: "{" + ", ".join(f"{name} = {value}" for name, value in zip(*some, strict=False)) + "}"
    )


VALUES = st.recursive(SCALARS, lambda values: st.one_of(arrays(values), inline_tables(values)), max_leaves=6)
TABLES = st.lists(
    st.tuples(
        st.sampled_from(["[[x.y]]", "[[x.y.z]]", '[[ x . "w w" ]]', "[[q]] # last"]),
        st.lists(st.tuples(BLANKS, KEYS, VALUES), max_size=4, unique_by=lambda part: json.dumps(part[1].strip("\"'"))),
    ),
    max_size=6,
)


def written(tables):
    """Return a document, and the line of each key as it was counted while writing."""
    text = "[[x.y]]\n"
    for header, pairs in tables:
        text += f"{header}\n"
        for blank, key, value in pairs:
            text += f"{blank}{key} = {value}\n"
    return text


def paths(value, path=()):
    """Give the path of everything inside a TOML value."""
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from paths(part, (*path, step))


@given(TABLES)
def test_every_key_and_element_has_a_line_on_which_it_stands(tables):
    text = written(tables)
    tree = tomllib.loads(text)
    lines = locate(text)
    source = text.replace("\r\n", "\n").split("\n")
    for path in paths(tree):
        if path in lines and isinstance(path[-1], str):
            shown = source[lines[path] - 1]
            assert path[-1] in shown or json.dumps(path[-1], ensure_ascii=False)[1:-1] in shown
    assert {path for path in paths(tree) if isinstance(path[-1], int)} <= set(lines)
    assert set(lines) <= set(paths(tree))


@given(TABLES, BLANKS)
def test_lines_above_move_every_line_by_their_number(tables, blank):
    text = written(tables)
    above = f"# one\n{blank}\n"
    moved = above.replace("\r\n", "\n").count("\n")
    assert locate(above + text) == {path: line + moved for path, line in locate(text).items()}


def test_the_keys_of_an_act_are_found_on_their_lines():
    text = (
        '[[a.b]]\nx = 1\n\n[[a.b]]\nx = """\ny = 2\n"""\ny = [\n  { z = 1 },\n  { z = "no" },\n]\n[[a.b.c]]\nd.e = 3\n'
    )
    found = locate(text)
    assert found["a", "b", 0, "x"] == 2
    assert found["a", "b", 1] == 4
    assert found["a", "b", 1, "y"] == 8
    assert found["a", "b", 1, "y", 1, "z"] == 10
    assert found["a", "b", 1, "c", 0] == 12
    assert found["a", "b", 1, "c", 0, "d", "e"] == 13


def test_what_is_missing_is_said_at_what_is_around_it():
    found = locate("\n[[a.b]]\nx = 1\n")
    assert line_of(found, ("a", "b", 0, "y", 3)) == 2
    assert line_of(found, ("c",)) == 1
