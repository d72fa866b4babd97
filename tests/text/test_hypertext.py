"""Blocks of a page take a time that grows with its length, however its elements lie in each other."""

import time

from answerable.text.hypertext import html_blocks


def test_lists_that_are_never_closed_take_no_time():
    begun = time.monotonic()
    assert len(html_blocks("<ul>a" * 50_000)) == 50_000
    assert time.monotonic() - begun < 5


def test_the_innermost_element_that_gives_a_kind_gives_it_to_all_within():
    found = html_blocks("<li>a<ul>b<table>c<td>d</td>e</table>f</ul>g</li>h<blockquote><p>i</p></blockquote>")
    assert [(block.kind, "".join(piece.shown for piece in block.pieces)) for block in found] == [
        ("bullet", "a"),
        ("bullet", "b"),
        ("bullet", "c"),
        ("cell", "d"),
        ("bullet", "e"),
        ("bullet", "f"),
        ("bullet", "g"),
        ("paragraph", "h"),
        ("quote", "i"),
    ]
