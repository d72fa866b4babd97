"""A small module, and answers to it."""

from __future__ import annotations

from answerable.people.training.module import Module, read_module

TEXT = """+++
module = "small"
title = "A small module"
version = "1"
language = "en"
credential_months = 12
pass_mark = 100
+++

## First

Some words, and *more*.

## Second

```
# no heading, since it is code
```

# Questions

## one

What is right?

- [x] this
  > Because it is.
- [ ] that,
  on two lines
  > Because it is not.

  > And a second paragraph.

## several

Which are right?

- [X] a
  > Yes.
- [x] b
  > Yes.
- [ ] c
  > No.
"""


def module(text: str = TEXT) -> Module:
    return read_module(text.encode(), name="small.md")


RIGHT = {"one": frozenset({0}), "several": frozenset({0, 1})}
WRONG = {"one": frozenset({1}), "several": frozenset({0, 1})}
