"""Short names of notices as words of the reader's language, for templates."""

from __future__ import annotations

from django import template

from answerable.releases import words

register = template.Library()

register.filter("type_word", words.type_word)
register.filter("state_word", words.state_word)
register.filter("answer_word", words.answer_word)
register.filter("capacity_word", words.capacity_word)
register.filter("notice_way", words.way_word)
