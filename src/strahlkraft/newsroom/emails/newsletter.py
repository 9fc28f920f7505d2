"""Letters of the newsletter: asking whether somebody wants it, and its issues as text and HTML from one structure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from strahlkraft.design.addresses import address, localised
from strahlkraft.design.formats import partial_date
from strahlkraft.design.richtext import markdown_html
from strahlkraft.kernel.label import Label
from strahlkraft.letters.actions import post_letter, post_letters
from strahlkraft.letters.rules import ONE_CLICK
from strahlkraft.newsroom.access import CHOICES, CONFIRM, END, LINKS
from strahlkraft.newsroom.formats.newsletter import IssueLetter, Part, as_html, as_text
from strahlkraft.newsroom.models import Issue, Subscriber
from strahlkraft.newsroom.queries.newsletter import letter_key
from strahlkraft.newsroom.texts.newsletter import KINDS

SIGN_UP = "/rundbrief/"


def whole_address(label: Label) -> str:
    """The address with the host, as letters need it."""
    return f"{settings.BASE_URL}{address(label)}"


# ---- subscribing


def post_confirmation(subscriber: Subscriber, *, at: datetime, number: int) -> None:
    """Ask whether somebody really wants the newsletter; the letter is not sent once the link is over."""
    _post(
        "newsletter_confirm",
        subscriber,
        subject=lambda: _("Please confirm: the newsletter of Strahlkraft"),
        url=("newsletter_confirm", LINKS.token(CONFIRM, subscriber.code)),
        key=f"newsletter-confirm:{subscriber.code}:{number}",
        at=at,
        not_after=subscriber.confirm_by,
    )


def post_standing(subscriber: Subscriber, *, at: datetime) -> None:
    """Tell a mailbox that was typed again that it gets the newsletter already; at most once a day."""
    _post(
        "newsletter_standing",
        subscriber,
        subject=lambda: _("You get the newsletter of Strahlkraft already"),
        url=("newsletter_choices", LINKS.token(CHOICES, subscriber.code)),
        key=f"newsletter-standing:{subscriber.code}:{at:%Y-%m-%d}",
        at=at,
    )


def _post(
    template: str,
    subscriber: Subscriber,
    *,
    subject: Any,
    url: tuple[str, str],
    key: str,
    at: datetime,
    not_after: datetime | None = None,
) -> None:
    with translation.override(subscriber.language):
        text = render_to_string(f"newsroom/letters/{template}.txt", {"url": whole_address(Label(*url))})
        post_letter(
            to=subscriber.mailbox,
            subject=subject(),
            text=text.strip() + "\n",
            key=key,
            at=at,
            not_after=not_after,
            secret=True,
            language=subscriber.language,
        )


# ---- issues


def post_issue(issue: Issue, subscribers: Iterable[Subscriber], *, at: datetime) -> None:
    """Put the letters of an issue for these subscribers into the outbox, each in its language, once each."""
    written = {language: letter_of(issue.content or {}, language) for language in ("de", "en")}
    post_letters([_posted(issue, one, written[_language(one)], at=at) for one in subscribers])


def _language(subscriber: Subscriber) -> str:
    return "en" if subscriber.language == "en" else "de"


def _posted(issue: Issue, subscriber: Subscriber, written: IssueLetter, *, at: datetime) -> dict[str, Any]:
    """One letter as the outbox takes it; its words go once it is sent, for the links in it are its reader's own."""
    language = _language(subscriber)
    with translation.override(language):
        end = whole_address(Label("newsletter_end", LINKS.token(END, subscriber.code)))
        choices = whole_address(Label("newsletter_choices", LINKS.token(CHOICES, subscriber.code)))
        links = [
            *read_on_the_web(issue),
            (_("Choose what you want to hear of"), choices),
            (_("End the newsletter"), end),
        ]
    letter = replace(written, links=links)
    return {
        "to": subscriber.mailbox,
        "subject": letter.subject,
        "text": as_text(letter),
        "html": as_html(letter),
        "headers": list_headers(end),
        "once": True,
        "key": letter_key(issue.code, subscriber.pk),
        "at": at,
        "secret": True,
        "language": language,
    }


def list_headers(end: str) -> dict[str, str]:
    """What lets mail programs show a button that ends the newsletter (RFC 2369, RFC 2919, RFC 8058)."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return {
        "List-Unsubscribe": f"<{end}>",
        "List-Unsubscribe-Post": ONE_CLICK,
        "List-Id": f"Strahlkraft <rundbrief.{host}>",
        "Precedence": "bulk",
    }


def read_on_the_web(issue: Issue) -> list[tuple[str, str]]:
    """The link to the issue on the site, in the active language."""
    return [(_("Read this issue on the web"), whole_address(Label("newsletter_issue", issue.code)))]


def post_test(issue: Issue, content: Mapping[str, Any], *, to: str, key: str, language: str, at: datetime) -> None:
    """Send an issue as it stands to whoever writes it; its links lead nowhere personal."""
    letter = letter_of(content, language)
    with translation.override(language):
        subject = _("Test: %(subject)s") % {"subject": letter.subject}
        letter = replace(letter, links=[(_("The newsletter on the web"), f"{settings.BASE_URL}{localised(SIGN_UP)}")])
    post_letter(
        to=to,
        subject=subject,
        text=as_text(letter),
        html=as_html(letter),
        key=key,
        at=at,
        secret=True,
        language=language,
    )


def letter_of(content: Mapping[str, Any], language: str) -> IssueLetter:
    """What an issue says in a language, without links of one reader's own. German where there is no English."""
    with translation.override(language):
        subject, _other = _words(content["subject"], language)
        intro, intro_language = _words(content["intro"], language)
        intro = _whole(intro)
        operator = settings.OPERATOR["name"]
        foot = [
            _("You get this letter because you asked for the newsletter of Strahlkraft and confirmed it."),
            _("Nobody counts whether you open it or what you press."),
        ]
        return IssueLetter(
            language=language,
            sender=_("Strahlkraft: newsletter of the digital model regions"),
            subject=subject,
            intro=intro,
            intro_html=markdown_html(intro, 2),
            intro_language=intro_language,
            parts=[_part(part, language) for part in content["items"]],
            more=pgettext("link", "Read on"),
            foot=[*foot, operator] if operator else foot,
            links=[],
        )


def _part(part: Mapping[str, Any], language: str) -> Part:
    title, title_language = _words(part["title"], language)
    text = _whole(_words(part["text"], title_language or language)[0])
    kind = str(KINDS[part["kind"]]) if part["kind"] else ""
    example = _("Example") if part["example"] else ""
    when = partial_date(part["when"]) if part["when"] else ""
    return Part(
        title=title,
        kind=" · ".join(word for word in (kind, example) if word),
        text=text,
        html=markdown_html(text, 3),
        url=whole_address(Label(part["kind"], part["key"])) if part["kind"] else "",
        meta=", ".join(word for word in (when, part["place"]) if word),
        language=title_language,
    )


def _words(said: Mapping[str, str], language: str) -> tuple[str, str]:
    """The words for readers of a language, and in which they are when it is another one."""
    if said.get(language):
        return said[language], ""
    return said["de"], "de" if language != "de" else ""


def _whole(text: str) -> str:
    """Markdown whose links into this site have its host, since a letter stands on none."""
    return text.replace("](/", f"]({settings.BASE_URL}/")
