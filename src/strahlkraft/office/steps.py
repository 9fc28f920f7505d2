"""Steps of a text on its way to readers (an article, a page, an issue): their words, what was typed, carrying one out once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.design.refusals import sentences
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.office.forms.news import StepForm
from strahlkraft.office.saving import Outcome, carry_out, tell
from strahlkraft.office.shell import person


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done with a text: its part of the address, its words, what it does.

    ``deed`` is its name in the room's ``deeds``; ``quiet`` ones stand folded at the end; ``versioned``: it is about the
    text just as the page showed it.
    """

    part: str
    deed: str
    title: Any
    text: Any
    button: Any
    act: Callable[..., object]
    said: Any
    form: type[StepForm] = StepForm
    css: str = "primary"
    icon: str = "check"
    quiet: bool = False
    versioned: bool = True


def named(steps: Iterable[Step], part: str) -> Step:
    """The step behind a part of the address; 404 for any other."""
    step = next((step for step in steps if step.part == part), None)
    if step is None:
        raise Http404
    return step


def brought_back(
    request: HttpRequest, steps: Iterable[Step], form: Callable[[Step, QueryDict], StepForm]
) -> dict[str, StepForm]:
    """What was typed into forms of the page before the session ended, by part; not judged yet."""
    kept = [(step, take_pending_form(request, f"{request.path}schritt/{step.part}/")) for step in steps]
    forms = {step.part: form(step, data) for step, data in kept if data}
    for one in forms.values():
        one.without_verdict()
    return forms


def carried_out(request: HttpRequest, step: Step, form: StepForm, **which: object) -> Outcome | None:
    """Carry a step out on the text that ``which`` names, and say so; None when the form itself is not in order.

    What is refused stands beside the form's fields then.
    """
    if not form.is_valid():
        return None
    submission = form.cleaned_data["submission"]
    seen = {"version": form.cleaned_data["version"] or 0} if step.versioned else {}
    deed = {"by": person(request), "at": timezone.now(), "submission": submission, **which, **seen, **form.given()}
    outcome = carry_out(submission, lambda: step.act(**deed))
    if outcome.done:
        tell(request, outcome, str(step.said))
    else:
        form.show_refusals(outcome.refusals)
    return outcome


def offered(step: Step, form: StepForm, reasons: Iterable[Refusal], url: str) -> dict[str, Any]:
    """A step for a page: its form, which goes to ``url``, and the reasons why it may not be done now."""
    return {"step": step, "form": form, "reasons": sentences(reasons), "url": url}


def failed(forms: Mapping[str, StepForm]) -> StepForm | None:
    """The form that was sent and is not in order."""
    return next((form for form in forms.values() if form.is_bound and form.errors), None)


def version_asked(text: str | None, otherwise: int) -> int:
    """The number of a version in an address; ``otherwise`` when it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise  # noqa: PLR2004 - no text has more versions
