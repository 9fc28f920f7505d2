"""What an article still needs before a second person gets it: asked while it is written and when it is submitted."""

from collections.abc import Iterable, Mapping

from strahlkraft.kernel.refusal import Refusal
from strahlkraft.newsroom.models import Article
from strahlkraft.newsroom.queries import facts
from strahlkraft.newsroom.queries.contents import Name, of_version, public_labels, quoted
from strahlkraft.newsroom.rules import articles as rules
from strahlkraft.newsroom.rules import facts as figures
from strahlkraft.newsroom.rules import writing
from strahlkraft.newsroom.rules.articles import Content, Corrected
from strahlkraft.newsroom.rules.facts import Shown
from strahlkraft.newsroom.rules.vocabulary import Language


def pictures_of(content: Content, language: str) -> list[writing.PictureSaid]:
    """The pictures of an article with what they say to readers of one language: German where English lacks."""
    english = language == Language.ENGLISH
    return [
        writing.PictureSaid(
            name=str(one.get("caption") or one.get("alternative_text") or one.get("code")),
            alternative_text=str(one.get("alternative_text") or ""),
            decorative=bool(one.get("decorative")),
            credit=str(one.get("credit") or ""),
            foreign=english and not one.get("alternative_text_en"),
        )
        for one in (content.picture, *content.pictures)
        if one
    ]


def remarks(content: Content) -> dict[str, list[writing.Remark]]:
    """What there is to say about each text, by language."""
    return {
        language: writing.remarks(words.title, words.lead, words.body, pictures_of(content, language))
        for language, words in content.texts.items()
    }


def figure_problems(content: Content, known: Mapping[str, Shown]) -> list[Refusal]:
    """Figures that lead nowhere, by the field of the text they stand in."""
    return [
        problem
        for language, words in content.texts.items()
        for name, text in (("lead", words.lead), ("body", words.body))
        for problem in figures.problems(text, known, f"{name}_{language}")
    ]


def hidden_links(names: Iterable[tuple[str, str, str]]) -> list[str]:
    """Titles of what an article is about and readers could not open."""
    listed: dict[Name, str] = {(kind, key): title for kind, key, title in names}
    public = public_labels(listed)
    return [title for name, title in listed.items() if name not in public]


def submission_problems(row: Article, content: Content) -> list[Refusal]:
    """Everything that keeps an article from going on; empty when a second person may read it, or it may appear."""
    german = content.texts.get(Language.GERMAN)
    found = [] if german else [Refusal("title_missing", writing.TITLE_MISSING, "title_de")]
    for language, said in remarks(content).items():
        found += [
            Refusal(
                one.code, one.message, one.field if one.field == "pictures" else f"{one.field}_{language}", one.params
            )
            for one in writing.problems(said)
        ]
    found += figure_problems(content, facts.values_of(quoted(content)))
    found += rules.link_problems(hidden_links(content.links))
    if row.current:
        before = of_version(row.current)
        found += rules.correction_problems(
            Corrected(
                note=row.correction_note,
                note_en=row.correction_note_en,
                english=Language.ENGLISH in content.texts,
                differs=before.as_json(figures=False) != content.as_json(figures=False),
            )
        )
    return found
