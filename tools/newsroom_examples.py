"""An invented newsroom for pictures and journeys, every record called "Beispiel": written by one person, approved by another.

``tools.examples`` calls it; it needs the accounts of ``strahlkraft demo-users``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from strahlkraft.accounts.models import User
from strahlkraft.kernel.actor import SYSTEM
from strahlkraft.network.models import Region
from strahlkraft.newsroom.actions import articles, citizens, issues, menus, pages, pictures
from strahlkraft.newsroom.models import Article, Feedback, Page
from strahlkraft.newsroom.rules.articles import Given, Words
from strahlkraft.newsroom.rules.citizens import Given as Message
from strahlkraft.newsroom.rules.newsletter import Given as Letter
from strahlkraft.newsroom.rules.newsletter import ItemGiven
from strahlkraft.newsroom.rules.pages import Words as PageWords

WRITER, SECOND = "buero@example.org", "verwaltung@example.org"
_BODY = """Seit dem Winter melden 40 kleine Sensoren, wo Straßen glatt werden (Beispiel). Das Land fördert das Vorhaben
mit [[project:lorawan-2-0:funding]].

## Was sich geändert hat

Früher fuhr der Winterdienst jede Nacht alle Strecken ab. Heute fährt er nur dorthin, wo es nötig ist.

> Ein Zitat steht hier nicht: Diese Meldung ist ein Beispiel, und niemand hat etwas gesagt.

## Was andere davon haben

- Die Anleitung steht bereit.
- Der Quelltext ist offen.
- Fragen beantwortet das Projektbüro.
"""
_BODY_EN = """Since winter 40 small sensors tell where roads get icy (example). The Land funds the project with
[[project:lorawan-2-0:funding]].

## What has changed

The winter service used to drive along every road every night. Now it goes where it is needed.
"""

_ABOUT = """Diese Seite ist ein Beispiel. Hier steht, wer die Plattform betreibt und was sie will.

## Was wir tun

Wir zeigen, was Kommunen mit Landesmitteln gebaut haben, und helfen anderen, es zu übernehmen (Beispiel).
"""
_QUESTIONS = """Diese Seite ist ein Beispiel.

## Was kostet die Nachnutzung?

Das steht bei jedem Angebot: einmalige und jährliche Kosten, so weit sie jemand nennt.

## Wer darf nachfragen?

Jede Kommune, ohne Konto. Die Antwort kommt per E-Mail.

## Wie verlässlich sind die Zahlen?

Jede nennt ihre Quelle. Was niemand belegt, heißt hier „nicht bekannt“.
"""
_QUESTIONS_EN = """This page is an example.

## What does reuse cost?

Every offer says so, as far as somebody states it.

## Who may ask?

Every municipality, without an account. The answer comes by e-mail.
"""


def make(now: datetime) -> None:
    """Articles in every state, pictures, an issue of the newsletter, and a message of a citizen."""
    writer, second = User.objects.get(email=WRITER), User.objects.get(email=SECOND)
    region = Region.objects.get(slug="ostwestfalen-lippe")
    photo, other = (_picture(writer, now, region, name, colour) for name, colour in (("Fluss", 210), ("Feld", 130)))
    german = Words(
        "Beispiel: Sensoren melden Glätte", "Ein Beispiel in zwei Sätzen. Der Winterdienst spart Wege.", _BODY
    )
    english = Words(
        "Example: sensors tell of ice", "An example in two sentences. The winter service drives less.", _BODY_EN
    )

    def given(texts: dict[str, Words], *, note: str = "") -> Given:
        return Given(
            texts,
            region_id=region.pk,
            links=(("project", "lorawan-2-0"), ("municipality", "05774032")),
            lead_picture=photo,
            gallery=(other, photo),
            note=note,
            note_en=note and "The number of sensors was wrong (example).",
        )

    def handed_in(texts: dict[str, Words]) -> Article:
        row = articles.create_article(by=writer, at=now, given=given(texts), demonstration=True)
        return articles.submit_article(by=writer, at=now, code=row.code, version=row.version)

    wrong = {"de": replace(german, body=_BODY.replace("40", "14")), "en": english}
    row = handed_in(wrong)
    row = articles.approve_article(by=second, at=now, code=row.code, version=row.version, at_once=True)
    row = articles.begin_correction(by=writer, at=now, code=row.code, version=row.version)
    row = articles.edit_article(
        by=writer,
        at=now,
        code=row.code,
        version=row.version,
        given=given({"de": german, "en": english}, note="Die Zahl der Sensoren war falsch (Beispiel)."),
    )
    row = articles.submit_article(by=writer, at=now, code=row.code, version=row.version)
    articles.approve_article(by=second, at=now, code=row.code, version=row.version, at_once=True)
    waiting = handed_in(
        {"de": Words("Beispiel: Der zweite Blick fehlt noch", "Ein Beispiel.", "Ein Satz als Beispiel.")}
    )
    minute = (now + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    set_ = handed_in({"de": Words("Beispiel: Erscheint in drei Tagen", "Ein Beispiel.", "Ein Satz als Beispiel.")})
    articles.approve_article(by=second, at=now, code=set_.code, version=set_.version, publish_at=minute)
    articles.return_article(
        by=second, at=now, code=waiting.code, version=waiting.version, remark="Beispiel: Wer, wann?"
    )
    _issue(writer, now, region, row.slug)
    _pages(writer, second, now)
    _message(now)


def _picture(writer: User, now: datetime, region: Region, name: str, hue: int) -> str:
    """An invented landscape: bands of colour, so that nobody takes it for a photograph; its code."""
    sheet = Image.new("HSV", (1600, 1000), (hue, 60, 235))
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((1150, 120, 1350, 320), fill=(28, 150, 250))
    hill: Callable[[int, int], list[tuple[int, int]]] = lambda low, high: [  # noqa: E731 - three points of a hill
        (0, low),
        (500 + hue, high),
        (1600, low + 40),
        (1600, 1000),
        (0, 1000),
    ]
    for number, (low, high) in enumerate(((620, 480), (740, 640), (860, 800))):
        pen.polygon(hill(low, high), fill=((hue + 12 * number) % 255, 110 + 30 * number, 190 - 40 * number))
    out = BytesIO()
    sheet.convert("RGB").save(out, "PNG")
    return pictures.add_picture(
        by=writer,
        at=now,
        region_id=region.pk,
        file=ContentFile(out.getvalue(), f"{name}.png"),
        alternative_text=f"Gezeichnete Landschaft als Beispiel: {name}",
        alternative_text_en=f"A drawn landscape as an example ({name})",
        caption=f"Beispielbild: {name}",
        credit="Strahlkraft, gezeichnet von einem Programm",
        licence="CC0-1.0",
    ).code


def _pages(writer: User, second: User, now: datetime) -> None:
    """Pages of the site: one in each menu, in both languages and in one, and a draft."""

    def shown(kind: str, texts: dict[str, PageWords]) -> Page:
        row = pages.create_page(by=writer, at=now, kind=kind, texts=texts)
        row = pages.submit_page(by=writer, at=now, key=row.pk, version=row.version)
        return pages.publish_page(by=second, at=now, key=row.pk, version=row.version)

    asked = PageWords("Fragen und Antworten (Beispiel)", _QUESTIONS)
    faq = shown("faq", {"de": asked, "en": PageWords("Questions and answers (example)", _QUESTIONS_EN)})
    about = shown("about", {"de": PageWords("Über uns (Beispiel)", _ABOUT)})
    for menu, row in (("main", faq), ("footer", about)):
        menus.arrange_menu(by=writer, at=now, menu=menu, known=[], pages=[row.pk])
    pages.create_page(by=writer, at=now, texts={"de": PageWords("Seite in Arbeit (Beispiel)", _ABOUT)})


def _issue(writer: User, now: datetime, region: Region, article: str) -> None:
    """One issue with an article and a text of its own, waiting for the second person."""
    given = Letter("Beispiel: Neues im Winter", "Guten Tag, das ist ein **Beispiel**.", region_id=region.pk)
    row = issues.create_issue(by=writer, at=now, given=given)
    row = issues.add_item(by=writer, at=now, code=row.code, version=row.version, kind="article", key=article)
    own = ItemGiven("Beispiel: Termin vormerken", "Ein Satz als Beispiel.")
    row = issues.add_item(by=writer, at=now, code=row.code, version=row.version, given=own)
    issues.submit_issue(by=writer, at=now, code=row.code, version=row.version)


def _message(now: datetime) -> None:
    """A question of a citizen that the office has not answered yet."""
    message = Message(
        about_kind="project",
        about_key="lorawan-2-0",
        text="Beispiel: Melden die Sensoren auch Glätte auf Radwegen?",
        mailbox="buergerin@beispiel.example",
    )
    citizens.leave_feedback(by=SYSTEM, at=now, given=message, language="de")
    code = Feedback.objects.latest("pk").code
    citizens.confirm_feedback(by=SYSTEM, at=now, code=code)
