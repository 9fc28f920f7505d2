"""What can be done with a change request on a page of its own: words, form and action of each deed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from strahlkraft.funding.actions import changes as actions
from strahlkraft.office.forms.board import SheetForm
from strahlkraft.office.forms.changes import AnswerForm, AskedForm, SubmitForm, WhyForm


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed with a form of its own: which move it makes, its words, its form, the action."""

    move: str
    button: Any
    title: Any
    lead: Any
    saved: Any
    form: type[SheetForm]
    act: Callable[..., Any]


def _submit(form: Any, **named: Any) -> Any:
    return actions.submit(given=form.given(), **named)


def _query(form: Any, **named: Any) -> Any:
    return actions.query(given=form.given(), **named)


def _answer(form: Any, **named: Any) -> Any:
    data = form.cleaned_data
    return actions.answer(text=data["answer"], answered_on=data["answered_on"], **named)


def _rework(form: Any, **named: Any) -> Any:
    return actions.rework(reason=form.cleaned_data["reason"], **named)


def _withdraw(form: Any, **named: Any) -> Any:
    return actions.withdraw(reason=form.cleaned_data["reason"], **named)


DEEDS: Mapping[str, Deed] = {
    "einreichen": Deed(
        "submit",
        gettext_lazy("Note that it was submitted"),
        gettext_lazy("Submitted to the authority"),
        gettext_lazy("Print or send the paper, then note the day here."),
        gettext_lazy("The submission is noted."),
        SubmitForm,
        _submit,
    ),
    "rueckfrage": Deed(
        "query",
        gettext_lazy("Enter a query of the authority"),
        gettext_lazy("Query of the authority"),
        gettext_lazy("What the authority wants to know, as it came."),
        gettext_lazy("The query is entered."),
        AskedForm,
        _query,
    ),
    "antwort": Deed(
        "answer",
        gettext_lazy("Enter the answer"),
        gettext_lazy("Answer to the authority"),
        gettext_lazy("What went back, and when."),
        gettext_lazy("The answer is entered."),
        AnswerForm,
        _answer,
    ),
    "ueberarbeiten": Deed(
        "rework",
        gettext_lazy("Take back into draft"),
        gettext_lazy("Take the request back into draft"),
        gettext_lazy("It has to be read and released again afterwards."),
        gettext_lazy("The request is a draft again."),
        WhyForm,
        _rework,
    ),
    "zurueckziehen": Deed(
        "withdraw",
        gettext_lazy("Take back for good"),
        gettext_lazy("Take the request back for good"),
        gettext_lazy("It cannot be brought back; a new one can be written at any time."),
        gettext_lazy("The request is taken back."),
        WhyForm,
        _withdraw,
    ),
}
"""Deeds by the last part of their address."""
