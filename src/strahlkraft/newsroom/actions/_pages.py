"""What the deeds on pages share."""

import strahlkraft.search.actions as search
from strahlkraft.design.addresses import address, bare_path
from strahlkraft.kernel.actor import Actor
from strahlkraft.kernel.label import Label
from strahlkraft.kernel.refusal import Refusal, Refused, ensure
from strahlkraft.kernel.words import gettext_noop
from strahlkraft.newsroom import access
from strahlkraft.newsroom.documents import page_document
from strahlkraft.newsroom.models import Page, Redirect
from strahlkraft.newsroom.queries.pages import figures_in
from strahlkraft.newsroom.rules import pages as rules
from strahlkraft.steering.actions._shared import ensure_version


def held(by: Actor, key: int, *, version: int) -> Page:
    """The page, nobody else's until the deed is done; for who may not change pages it is not there."""
    ensure(access.may_manage_pages(by), hidden=True)
    row = Page.objects.select_for_update(of=("self",)).select_related("current").filter(pk=key).first()
    if row is None:
        raise Refused([Refusal("gone", gettext_noop("This page is not there."))], hidden=True)
    ensure_version(version, row.version)
    return row


def put_into_search(row: Page) -> None:
    """Let the search find what readers see; what a law asks for is linked on every page and needs no search."""
    if row.current is None or row.kind in rules.LAW:
        return
    texts = rules.thawed(row.current.content)
    stated = figures_in((words.body for words in texts.values()), "de")
    fillings = [(reference, one.value) for reference, one in stated.items()]
    search.put_documents([page_document(slug=row.slug, texts=texts, fillings=fillings)])


def path_of(slug: str) -> str:
    """The path of an address part, without a language."""
    return bare_path(address(Label("page", slug)))


def taken(slug: str) -> list[str]:
    """Address parts that begin so and are in use, lead on from where a page once stood, or belong to what a law asks for."""
    begin, end = path_of("\n").split("\n")
    led = Redirect.objects.filter(path__startswith=begin + slug).values_list("path", flat=True)
    return [
        *Page.objects.filter(slug__startswith=slug).values_list("slug", flat=True),
        *(path.removeprefix(begin).removesuffix(end) for path in led),
        *rules.LAW_SLUGS.values(),
    ]
