"""A text of the newsroom while it is written: rendered as readers will have it, and what there is to say about it."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from strahlkraft.design.refusals import sentence
from strahlkraft.design.richtext import markdown_html
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.articles import TOP_HEADING
from strahlkraft.newsroom.rules import facts as figures
from strahlkraft.newsroom.rules import writing
from strahlkraft.newsroom.rules.articles import Words
from strahlkraft.newsroom.rules.facts import Shown
from strahlkraft.newsroom.texts.articles import PARTS

_TARGET = re.compile(r"\]\([^)\n]*\)")


def rendered(body: str, values: dict[str, Shown]) -> SafeString:
    """The text as the public page shows it, with the figures it quotes."""
    return SafeString(markdown_html(body, TOP_HEADING, marks=facts.marks(values)))


def values_in(words: Words, language: str) -> dict[str, Shown]:
    """What stands behind the references of lead and text, in words of the text's own language."""
    stated = facts.stated(figures.all_references((words.lead, words.body)))
    return {name: facts.shown(one, language=language) for name, one in stated.items()}


def looked_at(
    words: Words, language: str, *, framed: bool, led: bool = True
) -> tuple[SafeString, list[dict[str, Any]], str]:
    """The text rendered, the remarks on it and how long it is; ``framed``: it has a headline of its own, ``led``: a lead too."""
    values = values_in(words, language)
    found = [
        one
        for one in writing.remarks(words.title, words.lead, words.body)
        if one.field in ("body", "links") or (framed and (led or one.field != "lead"))
    ]
    unknown = [
        {"text": sentence(problem), "line": None, "blocks": True}
        for part, text in (("lead", words.lead), ("body", words.body))
        for problem in figures.problems(text, values, part)
    ]
    return rendered(words.body, values), [*unknown, *said(found)], length(words.body)


def said(remarks: Iterable[writing.Remark]) -> list[dict[str, Any]]:
    """Remarks as sentences for a page: ``text``, ``line`` and whether it ``blocks``; what is not about the body names its part."""
    rows = []
    for one in remarks:
        text = sentence(Refusal(one.code, one.message, one.field, one.params))
        part = PARTS.get(one.field) if one.field in ("title", "lead") else None
        shown = _("%(part)s: %(remark)s") % {"part": str(part).capitalize(), "remark": text} if part else text
        rows.append({"text": shown, "line": one.line, "blocks": one.blocks})
    return rows


def length(body: str) -> str:
    """How many words a text has, in words."""
    count = writing.words_of(_TARGET.sub("]", body))
    return ngettext("%(n)s word", "%(n)s words", count) % {"n": count}
