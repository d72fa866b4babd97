"""Short names of this room as words of the reader's language, and the public list of confirmed uses."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext as _, ngettext

from answerable.echoes import words
from answerable.echoes.entries import Rule
from answerable.echoes.health import without_password
from answerable.echoes.marking import Piece
from answerable.echoes.reading import confirmed_of, is_web, public_place, release_of

register = template.Library()

register.filter("relation_word", words.relation_word)
register.filter("relation_meaning", words.relation_meaning)
register.filter("standing_word", words.standing_word)
register.filter("standing_meaning", words.standing_meaning)
register.filter("shift_word", words.shift_word)
register.filter("hours_left", words.hours_left)
register.filter("how_word", words.how_word)
register.filter("place_word", words.place_word)
register.filter("reason_word", words.reason_word)
register.filter("reason_meaning", words.reason_meaning)
register.filter("without_password", without_password)
register.filter("is_web", is_web)
register.filter("public_place", public_place)

FORMS = (("jsonld", "ClaimReview"), ("json", "Web Annotations"), ("csv", "CSV"), ("atom", "Atom"))
"""The forms in which the list is given out, with their names."""

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*")


@register.filter
def is_language(code: str) -> bool:
    """Tell whether a language is known, so that HTML can name it."""
    return code != "und" and bool(_LANGUAGE.fullmatch(code))


@register.filter
def tongue(code: str) -> str:
    """Return the name of a language in the reader's language, or its short name where it has none here."""
    if not is_language(code):
        return _("language not known")
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


@register.filter
def number(value: int) -> str:
    """Return a whole number with its thousands apart, as the reader's language writes it."""
    return words.number(value)


@register.simple_tag
def piece(each: Piece) -> SafeString:
    """Return a stretch of words with its marks, each said in words as well for who does not see them."""
    marked: SafeString | str = each.words
    if each.names:
        marked = format_html('<b class="naming"><span class="unseen">{} </span>{}</b>', _("names us:"), marked)
    if each.shifts:
        marked = format_html("<mark>{}</mark>", marked)
    if each.mark == "left-out":
        marked = format_html('<del><span class="unseen">{} </span>{}</del>', _("left out:"), marked)
    if each.mark == "added":
        marked = format_html('<ins><span class="unseen">{} </span>{}</ins>', _("added:"), marked)
    numbers = [format_html('<sup><a class="reference" href="#shift-{}">{}</a></sup>', n, n) for n in each.ends]
    return format_html("{}" * (len(numbers) + 1), marked, *numbers)


@register.simple_tag
def rule_words(rule: Rule) -> str:
    """Return in words when a rule alerts."""
    parts = [ngettext("on %(n)s page or more", "on %(n)s pages or more", rule.reach) % {"n": rule.reach}]
    if rule.relations:
        parts.insert(0, " / ".join(words.relation_word(each) for each in rule.relations))
    if rule.shifts:
        parts.append(_("changed: %(what)s") % {"what": ", ".join(words.shift_word(each) for each in rule.shifts)})
    if rule.regions:
        parts.append(_("languages or countries: %(regions)s") % {"regions": ", ".join(rule.regions)})
    return "; ".join(parts)


@register.inclusion_tag("echoes/public.html", takes_context=True)
def confirmed_uses(context: dict[str, Any], case: str, output: str, version: int) -> dict[str, Any]:
    """Show the uses of a release that a person confirmed, as everyone may see them."""
    return {
        "confirmed": confirmed_of(release_of(case, output), version),
        "case": case,
        "output": output,
        "version": version,
        "forms": FORMS,
        "request": context.get("request"),
    }
