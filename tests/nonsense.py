"""Nonsense for every form and every address of some modules: what is thrown, and what must never come back.

The pages are found in the list of addresses, the forms on the pages: a new page is covered by itself.
"""

import html
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, connection, transaction
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.test import Client
from django.urls import resolve
from django.utils.timezone import localdate

from strahlkraft.audit.models import AuditEntry
from tests.congress.test_congress_abuse import IN_ADDRESSES, NASTY
from tools.addresses import patterns

LONG = "Zu lang. " * 3000
DAYS = ("31.02.2026", "9999-12-31", "0001-01-01", "2026-02-30", "0\0", "")
BAD: dict[str, tuple[str, ...]] = {
    "amount": ("1,234.56", "1e999", "NaN", "-1", "12.345,678", "9" * 30, "5€5", "1 2 3", "٣", "1.23.456", "∞", ""),
    "date": DAYS,
    "time": ("99:99", "24:00", "0\0", "9" * 30, "", "½"),
    "number": ("-1", "9" * 30, "NaN", "1e400", "0\0", ""),
    "pick": ("gibtsnicht", "99999999", "-1", "9" * 30, "0\0", ""),
    "text": ("Beispiel mit \0", LONG, "\u202e\x07\x1b", "9" * 30, "½²٣", ""),
    "file": ("kein Dokument",) * 6,
    "unknown": ("0\0", "9" * 30, LONG, "-1", "½", ""),  # of addresses that show no form
}
FILES = (("leer.pdf", b""), ("a" * 300 + ".xlsx", b"PK\3\4nix"), ("bild.pdf", b"GIF89a kein PDF"))
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
KINDS = {"radio": "pick", "checkbox": "pick", "select": "pick", "hidden": "pick", "textarea": "text"}
SOUND = {"date": localdate().isoformat(), "time": "10:00", "number": "1", "amount": "100,00", "pick": ""}
MARKS = ("token", "submission", "version")
NO_LONGER_VALID = "Dieses Formular gilt nicht mehr"
LARGEST = 2**63  # what neither database takes as a key
SOME = 4  # buttons of a form, and fields of it by kind, that are tried


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, its fields by kind, the values a browser would send, its buttons."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    deeds: list[tuple[str, str]] = field(default_factory=list)

    @property
    def route(self) -> str:
        """The address without the record."""
        return resolve(urlsplit(self.action).path).route


class Forms(HTMLParser):
    """Every form of a page that is sent by POST."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found, self.path, self.select, self.area = list[Form](), path, "", ""
        self.now: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field of it."""
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", tag)
        if tag == "form":
            own = given.get("method", "").lower() == "post" and "/abmelden" not in given.get("action", "")
            self.now = Form(urljoin(self.path, given.get("action", ""))) if own else None
            self.found += [self.now] if self.now else []
        elif self.now is None:
            return
        elif kind == "submit" and name:
            self.now.deeds.append((name, given.get("value", "")))
        elif tag in {"input", "select", "textarea"} and name and "disabled" not in given and "__prefix__" not in name:
            self.select = name if tag == "select" else self.select
            self.area = name if tag == "textarea" else ""
            amount = given.get("inputmode") == "decimal"
            self.now.kinds[name] = "amount" if amount else KINDS.get(kind, kind if kind in BAD else "text")
            self._value(name, kind, given)
        elif tag == "option" and self.select and (not self.now.values[self.select] or "selected" in given):
            self.now.values[self.select] = given.get("value", "")

    def _value(self, name: str, kind: str, given: dict[str, str]) -> None:
        values = self.now.values if self.now else {}
        values.setdefault(name, given.get("value", ""))
        if kind == "radio" and "checked" in given:
            values[name] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """What stands in a large field."""
        if self.now and self.area:
            self.now.values[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area
        self.now = None if tag == "form" else self.now


def addresses(modules: str | tuple[str, ...]) -> Iterator[str]:
    """Every route of these modules."""
    return (
        prefix + str(entry.pattern) for prefix, entry in patterns() if entry.callback.__module__.startswith(modules)
    )


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside leaves no trace; what no database takes is refused here, on SQLite too."""

    def strict(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        for value in params.values() if isinstance(params, dict) else params or ():
            if isinstance(value, str) and ("\0" in value or value != value.encode(errors="replace").decode()):
                raise DataError(value[:40], sql[:80])
            if isinstance(value, int) and not -LARGEST <= value < LARGEST:
                raise DataError(value, sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(strict):
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


Found = tuple[Form, tuple[str, str]]
"""A form and one of its buttons."""


def found_forms(client: Client, paths: Iterable[str]) -> Iterator[Found]:
    """Every form of these pages with each of its buttons, of alike ones the first; of addresses without one what may be asked anyway."""
    client.raise_request_exception = False
    seen = set[tuple[Any, ...]]()
    for path in paths:
        with undone():
            page = client.get(path)
            b"".join(page.streaming_content if page.streaming else ())  # read to its end, a file is closed
        sound = page.status_code == 200 and not page.streaming
        found = Forms(page.content.decode(errors="replace"), path).found if sound else []
        none = [Form(path, dict.fromkeys(("deed", "version", "submission", "reason"), "unknown"))]
        for form in found or none:
            for deed in form.deeds[:SOME] or [("", "")]:
                names = sorted(re.sub(r"[\w-]{16}|\d+", "", name) for name in form.kinds)
                key = (form.route, *names, deed[1].split(":")[0])
                if key not in seen:
                    seen.add(key)
                    yield form, deed


def attempts(form: Form) -> Iterator[dict[str, Any]]:
    """Nothing at all; every field with other nonsense; all sound but one choice or mark that is somebody else's."""
    yield {}
    for turn in (1, 2):
        sent: dict[str, Any] = {
            name: BAD[kind][(turn + place * (turn - 1)) % len(BAD[kind])]
            for place, (name, kind) in enumerate(form.kinds.items())
        }
        sound = {name: value for name, value in form.values.items() if turn == 1 and form.kinds[name] == "pick"}
        sent |= sound | {
            name: SimpleUploadedFile(*FILES[turn - 1]) for name, kind in form.kinds.items() if kind == "file"
        }
        yield {name: [value, value] if turn > 1 else value for name, value in sent.items()}
    for name, kind in form.kinds.items():
        if kind == "pick" and not name.endswith(MARKS):
            yield {name: value or SOUND.get(form.kinds[name], "Beispiel") for name, value in form.values.items()} | {
                name: "99999999"
            }


def bound_forms(answer: Any) -> list[BaseForm]:
    """The sent forms that a page shows."""
    found = dict[int, BaseForm]()
    for layer in (layer for context in answer.context or () for layer in getattr(context, "dicts", ())):
        for value in layer.values():
            inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            rows = [row for form in inner if isinstance(form, BaseFormSet) for row in form]
            found |= {id(form): form for form in [*inner, *rows] if isinstance(form, BaseForm) and form.is_bound}
    return list(found.values())


def faults(answer: Any, sent: dict[str, Any], kinds: dict[str, str], entries: int) -> Iterator[str]:
    """What is wrong with an answer to nonsense."""
    if answer.status_code >= 500:
        yield repr(answer.exc_info[1])[:200] if answer.exc_info else str(answer.status_code)
    if answer.streaming:
        b"".join(answer.streaming_content)
    elif answer.status_code in {200, 409, 422}:
        yield from untold(answer, sent, kinds, entries)


def untold(answer: Any, sent: dict[str, Any], kinds: dict[str, str], entries: int) -> Iterator[str]:
    """What a page does not say, or has lost."""
    page = html.unescape(answer.content.decode()).replace("\r\n", "\n")
    said = False
    for form in bound_forms(answer):
        said = said or bool(form.errors)
        for name, errors in form.errors.items():
            hidden = name in form.fields and form[name].is_hidden and NO_LONGER_VALID in page
            yield from (
                f"unseen: {name}: {error}" for error in errors if not hidden and html.unescape(error) not in page
            )
    if said and AuditEntry.objects.count() != entries:
        yield "half-written"
    typed = said and any(sent.get(name) == LONG and kinds[name] == "text" for name in kinds)
    yield from ["what was typed is gone"] if typed and LONG.strip() not in page else []


def nonsense_in_forms(client: Client, forms: Iterable[Found]) -> tuple[list[str], set[str]]:
    """Every form filled with nonsense: what was wrong, and which addresses took something."""
    client.raise_request_exception = False
    wrong, posted = list[str](), set[str]()
    for form, deed in forms:
        for sent in attempts(form):
            with undone():
                entries = AuditEntry.objects.count()
                answer = client.post(form.action, sent | dict([deed] if deed[0] else []))
                posted |= {form.route} if answer.status_code not in {404, 405} else set()
                short = {name: str(value)[:20] for name, value in sent.items()}
                found = [it for it in faults(answer, sent, form.kinds, entries) if form.values or "unseen" not in it]
                wrong += [f"{form.route} {deed[1]} {short}: {it}" for it in found]
            if answer.status_code == 405:
                break
    return sorted(set(wrong)), posted


def nonsense_in_addresses(
    client: Client, paths: Collection[str], modules: str | tuple[str, ...], queries: Collection[str]
) -> list[str]:
    """Sound addresses with nonsense behind their question mark, addresses of nonsense: those that broke."""
    client.raise_request_exception = False
    asked = [
        (path, {name: NASTY[(number + place) % len(NASTY)] for place, name in enumerate(queries)})
        for number, path in enumerate(paths)
    ]
    for number, route in enumerate(addresses(modules)):
        given = iter(IN_ADDRESSES[number % len(IN_ADDRESSES) :] + IN_ADDRESSES)
        asked.append(("/" + re.sub(r"<(?:\w+:)?\w+>", lambda _m: next(given), route), {}))  # noqa: B023 - used at once
    wrong = list[str]()
    for path, questions in asked:  # the workspace answers NUL before any of its pages: tests/office/test_nul.py
        sent = {name: text for name, text in questions.items() if "\0" not in text or not path.startswith("/arbeit/")}
        with undone():
            answer = client.get(path, sent)
            b"".join(answer.streaming_content if answer.streaming else ())
            wrong += [f"{path} {sent}"[:300]] if answer.status_code >= 500 else []
    return wrong


# ---- one wrong field in a sound sheet


def one_wrong(form: Form, kinds: Collection[str] = ("amount", "date", "file"), *, most: int = SOME) -> Iterator[Any]:
    """All sound but one field: its name, what is wrong with it, the whole sheet. Of fields of a kind the first ``most``."""
    names = [name for kind in kinds for name in [one for one, of in form.kinds.items() if of == kind][:most]]
    for place, name in enumerate(names):
        kind = form.kinds[name]
        wrong = [value for value in BAD[kind] if value] if kind != "file" else list(range(len(FILES)))
        for step in range(min(len(wrong), 3)):
            value = wrong[(place * 3 + step) % len(wrong)]
            sheet: dict[str, Any] = {
                one: given or SOUND.get(form.kinds[one], "Beispiel") for one, given in form.values.items()
            } | {one: SimpleUploadedFile("beispiel.pdf", PDF) for one, of in form.kinds.items() if of == "file"}
            yield name, value, sheet | {name: SimpleUploadedFile(*FILES[value]) if kind == "file" else value}


def silence(answer: Any, name: str, value: Any, entries: int) -> Iterator[str]:
    """What is wrong with an answer to one wrong field: kept without a word, told elsewhere, or what was typed is gone."""
    if answer.status_code >= 500:
        yield repr(answer.exc_info[1])[:200] if answer.exc_info else str(answer.status_code)
    elif answer.status_code == 302:
        yield "taken" if AuditEntry.objects.count() != entries else "not beside the field"
    elif answer.status_code in {200, 409, 422}:
        page = html.unescape(answer.content.decode())
        look = answer.status_code == 200 and not any(
            form.errors for form in bound_forms(answer)
        )  # reckoned, not judged
        later = value == "-1" or isinstance(value, int)  # told by the rules, once the rest is sound
        told = look or later or any(form.add_prefix(one) == name for form in bound_forms(answer) for one in form.errors)
        yield from [] if told else [f"nothing beside the field ({answer.status_code})"]
        plain = str(value).replace("\0", "")
        yield from [] if isinstance(value, int) or plain in page else ["what was typed is gone"]


def one_wrong_in_forms(client: Client, forms: Iterable[Found], **options: Any) -> list[str]:
    """Every form with one field wrong at a time: what was not told beside this very field."""
    client.raise_request_exception = False
    wrong = list[str]()
    for form, deed in forms:
        for name, value, sheet in one_wrong(form, **options):
            with undone():
                entries = AuditEntry.objects.count()
                answer = client.post(form.action, sheet | dict([deed] if deed[0] else []))
                wrong += [
                    f"{form.route} {deed[1]} {name}={value!r}: {it}" for it in silence(answer, name, value, entries)
                ]
    return wrong
