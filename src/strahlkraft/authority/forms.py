"""Forms of the authority; what is allowed is said by the rules."""

from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.fields import DayInput, as_seen
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal

TEXT_LIMIT = 4000


class DeskForm(forms.Form):
    """A form of this door: ``submission`` makes sending it twice one deed; ``seen`` is what the person had before them.

    ``seen`` is the version of a report, or the number of the newest snapshot of a proof.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, seen: int, **options: Any) -> None:
        super().__init__(as_seen(data), *args, **options)
        if not self.is_bound:
            self.initial.update({"submission": uuid4(), "seen": seen})

    def without_verdict(self) -> None:
        """Show what was typed without judging it yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def show_refusals(self, refusals: list[Refusal]) -> None:
        """Put each reason next to its field, or on top of the form."""
        for refusal in refusals:
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, sentence(refusal))


def _text(label: Any, rows: int = 5, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": rows}), **options)


class QuestionForm(DeskForm):
    """A question about a report."""

    question = _text(_("Your question"))


class ProofQuestionForm(QuestionForm):
    """A question about a proof of use, with the day by which an answer is wanted (R35)."""

    answer_due_on = DayInput(label=_("Answer wanted by"), required=False)


class ProofDecisionForm(DeskForm):
    """What becomes of a proof of use."""

    deed = forms.ChoiceField(
        label=_("What is decided?"),
        choices=[
            ("accept", _("The proof is accepted")),
            ("accept_partly", _("The proof is accepted in part")),
            ("object", _("The proof is objected to")),
        ],
        widget=forms.RadioSelect,
    )
    reason = _text(
        _("Reason"), required=False, help_text=_("Needed unless the whole proof is accepted; the recipient reads it.")
    )


class AcceptForm(DeskForm):
    """A report is accepted; a word with it is welcome."""

    note = _text(_("Note"), rows=3, required=False, help_text=_("The project office reads it."))


class ReturnForm(DeskForm):
    """A report is returned with its reason."""

    note = _text(_("Why is it returned?"), help_text=_("The project office reads it and drafts a new report."))
