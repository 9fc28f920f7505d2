"""Makes an index document from one of ours: the analysis of what is stored."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import tantivy

from strahlkraft.search.analysis.compounds import split
from strahlkraft.search.analysis.fold import fold, normalise
from strahlkraft.search.analysis.meanings import pack as pack_meaning
from strahlkraft.search.analysis.meanings import text_vector
from strahlkraft.search.analysis.stems import stem
from strahlkraft.search.analysis.terms import terms_of
from strahlkraft.search.analysis.tokens import STOP_WORDS, Token, tokenise, tokenise_normalised
from strahlkraft.search.engine.schema import (
    DISPLAY,
    EXACT,
    FACETS,
    META_KEY,
    SEPARATOR,
    SORT_SLOTS,
    TERMS,
    TITLES,
    VOCABULARY,
)
from strahlkraft.search.engine.vector import gram_hashes, pack, pair_hash
from strahlkraft.search.rules import Document

MAX_BODY = 200_000  # characters of one text that are read
TITLE_TIMES = 4  # how often a term of the title counts in the first stage
EXTRA_TIMES = 3
MEANING_WORDS = 400  # of a body; more blur what it is about
BODY_MEANING = 0.7
MIN_ROOT = 4  # letters of a term whose last one an ending may have changed
KEPT_WORDS = 1_500  # of one document, to say what met a query
TITLE_STARTS = 8  # words of a title from which on it is suggested
BETWEEN = "\x1e"
_SPACE = re.compile(r"\s+")


def identity(kind: str, key: str) -> str:
    """The one name of a document inside the index."""
    return f"{kind}:{key}"


def facet_path(name: str) -> str:
    """The place of a facet inside the JSON field; a dot would mean a deeper place."""
    return f"{FACETS}.{name.replace('.', '_')}"


class _Text:
    """One analysed field: words, their terms with summed weights, adjacent pairs."""

    def __init__(self, text: str) -> None:
        self.original = text[:MAX_BODY]
        self.normalised = normalise(self.original)
        self.tokens: list[Token] = [
            token for token in tokenise_normalised(self.normalised) if token.form not in STOP_WORDS
        ]
        self.weights: dict[str, float] = {}
        self.counts: dict[str, int] = {}
        for token in self.tokens:
            for term, weight in terms_of(token.form):
                self.weights[term] = self.weights.get(term, 0.0) + weight
                self.counts[term] = self.counts.get(term, 0) + 1

    def pairs(self) -> set[int]:
        stems = [stem(token.form) for token in self.tokens]
        return {pair_hash(left, right) for left, right in pairwise(stems)}

    def words(self) -> dict[str, str]:
        """Folded form to the word as written (as it stands first)."""
        same = len(self.normalised) == len(self.original)
        source = self.original if same else self.normalised
        found: dict[str, str] = {}
        for token in self.tokens:
            found.setdefault(token.form, source[token.start : token.end])
        return found


def prepare(document: Document, sequence: int, slots: Mapping[str, int]) -> tantivy.Document:
    """The index document; ``slots`` say in which sort field each name of ``Document.sort`` is kept."""
    title, extra, body = (
        _Text(document.title),
        _Text(f"{document.keywords}\n{document.aliases}"),
        _Text(document.body),
    )
    made = tantivy.Document()
    made.add_text("id", identity(document.kind, document.key))
    made.add_text("kind", document.kind)
    made.add_text("collection", document.collection)
    made.add_text("live", "1")
    made.add_text(TERMS, _terms(title, extra, body))
    made.add_json(FACETS, {name.replace(".", "_"): list(values) for name, values in document.facets.items()})
    for name, text in (("title", title), ("extra", extra), ("body", body)):
        made.add_unsigned(f"{name}_length", len(text.tokens))
    made.add_unsigned("sequence", sequence)
    for name, value in document.sort.items():
        if slots.get(name, SORT_SLOTS) < SORT_SLOTS:
            made.add_float(f"sort{slots[name]}", float(value))
    _add_words(made, title, extra, body)
    _add_names(made, document)
    made.add_text("words", pack_words(title, extra, body))
    made.add_text(
        "stored",
        json.dumps([document.kind, document.key, document.title, document.summary], ensure_ascii=False),
    )
    made.add_bytes(
        "vector",
        pack(
            (len(title.tokens), len(extra.tokens), len(body.tokens)),
            (title.weights, extra.weights, body.weights),
            title.pairs() | extra.pairs() | body.pairs(),
            {code for text in (title, extra) for token in text.tokens for code in gram_hashes(token.form)},
            _meaning(title, extra, body),
        ),
    )
    return made


def prepare_meta(state: Mapping[str, Any]) -> tantivy.Document:
    """The document that carries the state of the index inside the same commit; no search finds it."""
    made = tantivy.Document()
    made.add_text("id", META_KEY)
    made.add_text("stored", json.dumps(dict(state)))
    return made


def _terms(title: _Text, extra: _Text, body: _Text) -> str:
    parts: list[str] = []
    for text, times in ((title, TITLE_TIMES), (extra, EXTRA_TIMES), (body, 1)):
        for term, count in text.counts.items():
            parts.extend([term] * (count * times))
    return " ".join(parts)


def _meaning(title: _Text, extra: _Text, body: _Text) -> bytes:
    """The direction of title and search words, and less of the different words of the body."""
    named = [token.form for text in (title, extra) for token in text.tokens]
    told = dict.fromkeys(token.form for token in body.tokens[:MEANING_WORDS])
    return pack_meaning([(text_vector(named), 1.0), (text_vector(told), BODY_MEANING)])


def _add_words(made: tantivy.Document, *texts: _Text) -> None:
    written: dict[str, str] = {}
    vocabulary: set[str] = set()
    for text in texts:
        for form, word in text.words().items():
            written.setdefault(form, word)
    for form, word in written.items():
        vocabulary.add(form)
        vocabulary.update(part.form for part in split(form).parts)
        if form.isalpha():
            made.add_text(DISPLAY, f"{form}{SEPARATOR}{word}")
    for form in vocabulary:
        made.add_text(VOCABULARY, form)


def _add_names(made: tantivy.Document, document: Document) -> None:
    """The title from each of its words on, for suggestions; every name as a whole, for those who know it."""
    title = _SPACE.sub(" ", document.title).strip()[:200]
    words = [fold(word) for word in _SPACE.split(normalise(title)) if word]
    for start in range(min(len(words), TITLE_STARTS)):
        made.add_text(TITLES, f"{' '.join(words[start:])}{SEPARATOR}{title}")
    names = [document.title, *document.keywords.splitlines(), *document.aliases.splitlines()]
    for name in dict.fromkeys(map(exact_form, names)):
        if name:
            made.add_text(EXACT, name)


def exact_form(text: str) -> str:
    """A name as it is compared as a whole: folded words with one space between; longer ones are no names."""
    return " ".join(token.form for token in tokenise(text[:300], limit=40))


def pack_words(*texts: _Text) -> str:
    """The different words of a document as they are written, words with hyphens whole, each with its folded form."""
    found: dict[str, str] = {}
    for text in texts:
        tokens = text.tokens
        source = text.original if len(text.normalised) == len(text.original) else text.normalised
        for place, token in enumerate(tokens):
            if token.form in found:
                continue
            first, last = place, place
            while tokens[first].joined and first:
                first -= 1
            while last + 1 < len(tokens) and tokens[last + 1].joined:
                last += 1
            found[token.form] = source[tokens[first].start : tokens[last].end]
            if len(found) >= KEPT_WORDS:
                break
    return BETWEEN.join(f"{form}{SEPARATOR}{word}" for form, word in found.items())


def written_word(packed: str, term: str) -> str | None:
    """The word of a document, as written, that gave it ``term``: the word itself rather than a compound with it."""
    within = None
    root = term[:-1] if len(term) > MIN_ROOT else term
    for entry in packed.split(BETWEEN):
        form, _, word = entry.partition(SEPARATOR)
        if root not in form:
            continue
        if stem(form) == term:
            return word
        if within is None and any(own == term for own, _ in terms_of(form)):
            within = word
    return within
