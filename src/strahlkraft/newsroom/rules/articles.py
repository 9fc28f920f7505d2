"""What an article must have and when it may go on; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from strahlkraft.kernel.diff import difference
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.kernel.slug import slugify
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom.rules.vocabulary import ArticleKind, Language
from strahlkraft.newsroom.rules.writing import TITLE_MISSING

TITLE_LIMIT = 160
NOTE_LIMIT = 500
BODY_LIMIT = 60_000
"""Characters: a long fact sheet is a tenth of it."""
MOST_LINKS = 30
MOST_PICTURES = 40
SLUG_LIMIT = 100
FURTHEST = timedelta(days=366)
"""A minute to appear further away is a slip of the pen."""
RESERVED = frozenset({"archiv", "presse", "vorschau", "feed", "regionen", "themen", "seite", "rss", "atom", "json"})
"""Address parts below the news that are no article."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in one language; ``body`` is Markdown."""

    title: str = ""
    lead: str = ""
    body: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in this language."""
        return not (self.title.strip() or self.lead.strip() or self.body.strip())


@dataclass(frozen=True, slots=True)
class Given:
    """What a writer hands in, whole: what is left out is taken off the article.

    ``texts`` by language, German always. ``topic`` is a slug, ``links`` are (kind, key) as in ``kernel.label.Label``
    (project, offer, event, municipality, case), pictures are their codes, ``press_contact`` the key of a contact point.
    ``note`` and ``note_en`` say what is corrected, while an article that appeared is being corrected.
    """

    texts: Mapping[str, Words]
    kind: str = ArticleKind.NEWS
    region_id: int | None = None
    topic: str = ""
    links: tuple[tuple[str, str], ...] = ()
    lead_picture: str = ""
    gallery: tuple[str, ...] = ()
    press_contact: int | None = None
    note: str = ""
    note_en: str = ""


def stored(words: Words) -> Words:
    """The words as they are kept: without blanks around them, one kind of line end."""
    body = words.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    return Words(" ".join(words.title.split()), words.lead.replace("\r\n", "\n").strip(), body)


def given_problems(given: Given) -> list[Refusal]:
    """What cannot be kept even as a draft."""
    found = [problem for language, words in given.texts.items() for problem in _text_problems(language, words)]
    if Language.GERMAN not in given.texts or not given.texts[Language.GERMAN].title.strip():
        found.append(Refusal("title_missing", TITLE_MISSING, "title_de"))
    if given.kind not in list(ArticleKind):
        found.append(Refusal("no_kind", gettext_noop("Choose from the list."), "kind"))
    if len(set(given.links)) > MOST_LINKS:
        message = gettext_noop("An article is about at most %(most)s things.")
        found.append(Refusal("many_links", message, "links", {"most": MOST_LINKS}))
    if len(set(given.gallery)) > MOST_PICTURES:
        message = gettext_noop("A gallery has at most %(most)s pictures.")
        found.append(Refusal("many_pictures", message, "gallery", {"most": MOST_PICTURES}))
    for name, note in (("note", given.note), ("note_en", given.note_en)):
        if len(note.strip()) > NOTE_LIMIT:
            found.append(Refusal("too_long", _TOO_LONG, name, {"most": NOTE_LIMIT}))
    return found


_TOO_LONG = gettext_noop("At most %(most)s characters fit here.")


def _text_problems(language: str, words: Words) -> Iterable[Refusal]:
    if language not in list(Language):
        yield Refusal("no_language", gettext_noop("Articles are written in German and English."))
        return
    if len(words.title.strip()) > TITLE_LIMIT:
        yield Refusal("too_long", _TOO_LONG, f"title_{language}", {"most": TITLE_LIMIT})
    for name, text in (("lead", words.lead), ("body", words.body)):
        if len(text) > BODY_LIMIT:
            yield Refusal("too_long", _TOO_LONG, f"{name}_{language}", {"most": BODY_LIMIT})
    if language != Language.GERMAN and not words.empty and not words.title.strip():
        yield Refusal("title_missing", TITLE_MISSING, f"title_{language}")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction says it corrects: in German, in English where there is an English text, and whether it does."""

    note: str
    note_en: str
    english: bool
    differs: bool


def correction_problems(facts: Corrected) -> list[Refusal]:
    """A correction changes something, and says what in each language readers have the text in."""
    found = []
    if not facts.differs:
        found.append(Refusal("nothing_corrected", gettext_noop("Nothing differs from what readers see.")))
    if not facts.note.strip():
        found.append(Refusal("note_missing", gettext_noop("Say in a sentence what is corrected."), "note"))
    if facts.english and not facts.note_en.strip():
        message = gettext_noop("Say in English too what is corrected: this article has an English text.")
        found.append(Refusal("note_en_missing", message, "note_en"))
    return found


def link_problems(hidden: Iterable[str]) -> list[Refusal]:
    """Readers can open everything an article is about; ``hidden`` are titles of what they cannot."""
    message = gettext_noop("“%(title)s” is not public. Publish it first, or take the link out.")
    return [Refusal("hidden_link", message, "links", {"title": title}) for title in hidden]


def may_return(remark: str) -> list[Refusal]:
    """Whoever gives a text back says why."""
    if remark.strip():
        return []
    return [Refusal("remark_missing", gettext_noop("Please say what is to be done."), "remark")]


def may_schedule(publish_at: datetime, now: datetime) -> list[Refusal]:
    """The minute lies ahead, and not further than a year."""
    if publish_at <= now:
        return [Refusal("past", gettext_noop("This minute is already over."), "publish_at")]
    if publish_at - now > FURTHEST:
        return [Refusal("far", gettext_noop("This lies more than a year ahead."), "publish_at")]
    return []


def minute(local: datetime, zone: tzinfo) -> tuple[datetime | None, list[Refusal]]:
    """The moment a clock on the wall shows ``local`` (without zone), to the minute.

    In the night that has an hour twice the first one is meant; a minute that never comes is refused, with a sentence.
    """
    moment = local.replace(second=0, microsecond=0, tzinfo=zone, fold=0)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        message = gettext_noop("This minute does not exist: the clocks go forward in that night.")
        return None, [Refusal("no_such_minute", message, "publish_at")]
    return moment.astimezone(UTC), []


def slug_of(title: str) -> str:
    """The address part an article gets from its headline; a number behind what is taken is added by whoever stores it."""
    slug = slugify(title, limit=SLUG_LIMIT)
    return f"{slug}-artikel" if slug in RESERVED else slug


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of an article that differs between two versions: ``part`` as in ``texts.articles.PARTS``."""

    part: str
    language: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """An article as it is frozen: everything readers see of it, in plain values that JSON keeps.

    ``links`` are (kind, key, title), ``pictures`` of the gallery and ``picture`` (the first) say their code and their
    words; ``figures`` what each quoted reference said.
    """

    texts: Mapping[str, Words]
    kind: str = ArticleKind.NEWS
    region: str = ""
    topic: str = ""
    contact: str = ""
    demonstration: bool = False
    links: tuple[tuple[str, str, str], ...] = ()
    picture: Mapping[str, Any] = field(default_factory=dict)
    pictures: tuple[Mapping[str, Any], ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Content":
        """From what a version keeps; parts it does not name are empty."""
        return cls(
            texts={
                language: Words(words.get("title", ""), words.get("lead", ""), words.get("body", ""))
                for language, words in stored.get("texts", {}).items()
            },
            kind=stored.get("kind", ArticleKind.NEWS),
            region=stored.get("region", ""),
            topic=stored.get("topic", ""),
            contact=stored.get("contact", ""),
            demonstration=stored.get("demonstration", False),
            links=tuple((kind, key, title) for kind, key, title in stored.get("links", ())),
            picture=stored.get("picture") or {},
            pictures=tuple(stored.get("pictures", ())),
            figures=stored.get("figures", {}),
        )

    def as_json(self, *, figures: bool = True) -> dict[str, Any]:
        """Plain values; without ``figures`` what a second person approves: references, not what they say that day."""
        kept: dict[str, Any] = {
            "texts": {
                language: {"title": words.title, "lead": words.lead, "body": words.body}
                for language, words in sorted(self.texts.items())
            },
            "kind": str(self.kind),
            "region": self.region,
            "topic": self.topic,
            "contact": self.contact,
            "demonstration": self.demonstration,
            "links": [list(link) for link in self.links],
            "picture": dict(self.picture),
            "pictures": [dict(picture) for picture in self.pictures],
        }
        return kept | ({"figures": dict(self.figures)} if figures else {})

    def language(self, asked: str) -> str:
        """The language readers get who ask for this one: German when it is not written in it."""
        return asked if asked in self.texts else str(Language.GERMAN)

    def words(self, asked: str) -> Words:
        """The text for readers who ask for this language."""
        return self.texts.get(self.language(asked), Words())


def compared(before: Content, after: Content) -> list[Difference]:
    """What differs between two versions, part by part, texts first."""
    languages = sorted({*before.texts, *after.texts})
    found = difference(_parts(before, languages), _parts(after, languages))
    return [
        Difference(part, language, old, new)
        for name, (old, new) in found.items()
        for part, _dot, language in (name.partition("."),)
    ]


def _parts(content: Content, languages: Iterable[str]) -> dict[str, str]:
    """Each part of a content as text, named ``title.de``: texts first, then what stands around them."""
    texts = {
        f"{part}.{language}": getattr(content.texts.get(language, Words()), part)
        for language in languages
        for part in ("title", "lead", "body")
    }
    return texts | {
        "kind": str(content.kind),
        "region": content.region,
        "topic": content.topic,
        "contact": content.contact,
        "links": _titles(content.links),
        "picture": _picture_words(content.picture),
        "pictures": "\n".join(_picture_words(picture) for picture in content.pictures),
    }


def _titles(links: Iterable[tuple[str, str, str]]) -> str:
    return "\n".join(title or f"{kind} {key}" for kind, key, title in links)


def _picture_words(picture: Mapping[str, Any]) -> str:
    """Code first, so that another picture with the same words is another one."""
    order = ("code", "caption", "alternative_text", "credit", "licence", "caption_en", "alternative_text_en")
    return " · ".join(str(picture[name]) for name in order if picture.get(name))
