"""The guided form of an offer: which steps there are, and one step as somebody has it before them."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.network.models import Organisation
from strahlkraft.office.forms.offers import (
    ROWS,
    AnswersForm,
    EffortForm,
    ForWhomForm,
    LicenceForm,
    NeedsForm,
    StepForm,
    StepRow,
    StepRows,
    WhatForm,
)
from strahlkraft.reuse.models import ReuseOffer
from strahlkraft.reuse.queries import workspace
from strahlkraft.reuse.queries.drafts import Draft
from strahlkraft.reuse.rules.content import OfferContent
from strahlkraft.reuse.rules.licences import Licence, read_licence
from strahlkraft.reuse.rules.offers import content_problems

CHECK = "pruefen"
_NOT_KEPT = {"csrfmiddlewaretoken", "revision", "continue", "add_row", "use_licence"}
_KEPT_LIMIT = 200_000  # characters of a step kept as typed; what is longer was not typed


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the guided form: fields, and rows of fields."""

    key: str
    title: Any
    lead: Any
    form: type[StepForm]
    rows: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What of an offer stands on this page."""
        return (*(name for name in self.form.base_fields if name != "revision"), *self.rows)


STEPS = (
    Step(
        "was",
        gettext_lazy("What it is"),
        gettext_lazy("What can another municipality take over, and how far is it?"),
        WhatForm,
    ),
    Step(
        "fuer-wen",
        gettext_lazy("For whom and how"),
        gettext_lazy("The transfer fact sheet: what others ask before they decide."),
        ForWhomForm,
    ),
    Step(
        "voraussetzungen",
        gettext_lazy("Products and standards"),
        gettext_lazy("What has to be there before it runs, and by which keys it is found."),
        NeedsForm,
        ("products", "keys"),
    ),
    Step(
        "aufwand",
        gettext_lazy("Effort and costs"),
        gettext_lazy("Rough figures help more than none; say from which year they are and who states them."),
        EffortForm,
        ("efforts",),
    ),
    Step(
        "lizenz",
        gettext_lazy("Licence and sources"),
        gettext_lazy("Without a licence nobody may take it over. Where are source and documents?"),
        LicenceForm,
        ("papers",),
    ),
    Step(
        "ansprechstelle",
        gettext_lazy("Who answers"),
        gettext_lazy("A function mailbox outlives people."),
        AnswersForm,
    ),
)
BY_KEY: Mapping[str, Step] = {step.key: step for step in STEPS}
STEP_OF: Mapping[str, Step] = {name: step for step in STEPS for name in step.fields}


def following(key: str) -> str:
    """The key of the step after this one; the last leads to checking."""
    place = STEPS.index(BY_KEY[key]) + 1
    return STEPS[place].key if place < len(STEPS) else CHECK


def stepper(urls: Any, current: str, draft: Draft) -> list[dict[str, Any]]:
    """The steps for the stepper; one that says something and has no fault counts as done. ``urls`` makes addresses."""
    faulty = {STEP_OF[refusal.field].key for refusal in content_problems(draft.content) if refusal.field in STEP_OF}
    faulty |= set(draft.typed)
    shown = []
    for step in STEPS:
        said = any(getattr(draft.content, name) not in ("", (), "unknown", False) for name in step.fields)
        state = "done" if said and step.key not in faulty else "todo"
        shown.append({"label": step.title, "url": urls(step.key), "state": "current" if step.key == current else state})
    last = "current" if current == CHECK else "todo"
    return [*shown, {"label": _("Check and publish"), "url": urls(CHECK), "state": last}]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to look at again, with the place on the page it stands at."""

    anchor: str
    text: str


@dataclass(slots=True)
class Sheet:
    """A step with the draft's values, or with what was typed."""

    step: Step
    offer: ReuseOffer
    draft: Draft
    form: StepForm
    rows: dict[str, StepRows] = field(default_factory=dict)
    data: QueryDict | None = None
    content: OfferContent = field(default_factory=OfferContent)  # the draft with what could be read of this step
    readable: bool = True  # whether every entry could be read, whatever the rules say of it

    @classmethod
    def of(cls, step: Step, offer: ReuseOffer, draft: Draft, data: QueryDict | None = None) -> "Sheet":
        """What the draft says, what was kept as typed because it could not be read, or what is sent now."""
        if data is None and step.key in draft.typed:
            data = _as_sent(draft.typed[step.key], draft.revision)
        form = step.form(data, initial=_initial(step.form, draft.content) | {"revision": draft.revision})
        if isinstance(form, AnswersForm):
            organisations = Organisation.objects.values_list("slug", "name")
            form.offer(workspace.carriers_first(offer, organisations), workspace.successors_for(offer), draft.content)
        sheet = cls(step, offer, draft, form, {}, data, draft.content)
        for name in step.rows:
            stored = [] if data is not None else [_plain(row) for row in getattr(draft.content, name)]
            made: StepRows = ROWS[name](data, initial=stored, prefix=name)
            made.extra = len(stored) + (0 if stored else 1)
            sheet.rows[name] = made
        sheet._read()
        return sheet

    def _read(self) -> None:
        """Take what was sent apart, before anybody judges it."""
        if self.data is None:
            return
        self.readable = all([self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])
        given = self.form.given()
        for name, rows in self.rows.items():
            if rows.readable:
                given[name] = tuple(value for _form, value in rows.filled())
        self.content = dataclasses.replace(self.draft.content, **given)

    def typed(self) -> dict[str, dict[str, list[str]]]:
        """What the draft keeps as typed: this step when something in it cannot be read, and the others as before."""
        others: dict[str, dict[str, list[str]]] = {
            key: {name: list(values) for name, values in fields.items()}
            for key, fields in self.draft.typed.items()
            if key != self.step.key
        }
        if self.data is None or self.readable:
            return others
        fields = {
            name: [value.replace("\x00", "") for value in self.data.getlist(name)]
            for name in self.data
            if name not in _NOT_KEPT
        }
        if sum(len(value) for values in fields.values() for value in values) > _KEPT_LIMIT:
            return others
        return others | {self.step.key: fields}

    def judge(self) -> None:
        """Say beside each field what the rules find, with script and without, on what is stored and on what is sent."""
        if self.data is None:
            self.form.without_verdict()
            for rows in self.rows.values():
                for form in rows.forms:
                    form.without_verdict()
        for refusal in content_problems(self.content):
            if refusal.field in self.form.fields and refusal.field not in self.form.errors and not _of_row(refusal):
                self.form.add_error(refusal.field, sentence(refusal))
        for name, rows in self.rows.items():
            for form, value in self._row_values(rows):
                alone: dict[str, Any] = {name: (value,)}
                for refusal in content_problems(OfferContent(**alone)):
                    self._on_row(form, rows, refusal)

    def _row_values(self, rows: StepRows) -> list[tuple[StepRow, Any]]:
        if self.data is not None:
            return rows.filled()
        return list(zip(rows.forms, getattr(self.content, rows.name), strict=False))

    @staticmethod
    def _on_row(form: StepRow, rows: StepRows, refusal: Refusal) -> None:
        place = rows.fields.get(refusal.code)
        if place is None or place not in form.errors:
            form.add_error(place, sentence(refusal))

    def without_verdict(self) -> None:
        """Show what was typed without judging it (another row was asked for)."""
        self.form.without_verdict()
        for rows in self.rows.values():
            for form in rows.forms:
                form.without_verdict()
            rows._non_form_errors = rows.error_class()  # type: ignore[attr-defined] # noqa: SLF001 - Django has no public way to take a verdict back

    def faults(self) -> list[Fault]:
        """Everything marked on the page, for the list on top."""
        found = [Fault("", str(text)) for text in self.form.non_field_errors()]
        found += [
            Fault(bound.auto_id if bound.use_fieldset else bound.id_for_label, f"{bound.label}: {text}")
            for bound in self.form.visible_fields()
            for text in bound.errors
        ]
        for name, rows in self.rows.items():
            found += [Fault("", str(text)) for text in getattr(rows, "_non_form_errors", None) or ()]
            for number, form in enumerate(rows.forms, start=1):
                head = f"{rows.item} {number}"
                found += [Fault(f"{name}-row-{number}", f"{head}: {text}") for text in form.non_field_errors()]
                found += [
                    Fault(bound.id_for_label, f"{head}, {bound.label}: {text}")
                    for bound in form.visible_fields()
                    for text in bound.errors
                ]
        return found

    def groups(self) -> list[StepRows]:
        """The rows, in the order of the page."""
        return list(self.rows.values())

    def licence(self) -> Licence | None:
        """How the licence typed on this step is read; None on other steps or when it is empty."""
        text = self.content.licence if isinstance(self.form, LicenceForm) else ""
        return read_licence(text) if text else None


def suggestions(licence: Licence | None) -> list[str]:
    """The names somebody may have meant."""
    return licence.suggestion.split(" or ") if licence and licence.suggestion else []


def _of_row(refusal: Refusal) -> bool:
    return refusal.field in ROWS


def _initial(form: type[StepForm], content: OfferContent) -> dict[str, Any]:
    values = {name: getattr(content, name) for name in form.base_fields if name != "revision"}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def _as_sent(fields: Mapping[str, list[str]], revision: int) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, list(values))
    data["revision"] = str(revision)
    return data


def with_row(data: QueryDict, name: str) -> QueryDict:
    """What was sent with one more row of that name."""
    more, key = data.copy(), f"{name}-TOTAL_FORMS"
    count = more.get(key, "")
    most = 999  # more rows than that are cut off anyway
    more[key] = str(min(int(count), most) + 1) if count and count.isdecimal() and len(count) < 5 else "1"  # noqa: PLR2004 - the same
    return more


def changed(before: OfferContent, after: OfferContent) -> list[str]:
    """Fields of the form in which two contents differ."""
    return [name for name in STEP_OF if getattr(before, name) != getattr(after, name)]


def unlike(sheet: Sheet, stored: OfferContent) -> list[str]:
    """Fields of this step in which what was sent differs from what stands in the draft now."""
    return [name for name in sheet.step.fields if getattr(sheet.content, name) != getattr(stored, name)]
