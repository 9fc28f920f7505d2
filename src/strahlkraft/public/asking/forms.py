"""The forms of the road; which words are possible is said by the rules, not here."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from strahlkraft.design.fields import SheetMark, ShownVersion, as_seen
from strahlkraft.design.refusals import sentence
from strahlkraft.kernel.refusal import Refusal
from strahlkraft.public import towns
from strahlkraft.reuse import texts
from strahlkraft.reuse.models import ReuseCase
from strahlkraft.reuse.rules.cases import TEXT_LIMIT, TRANSITIONS, StepReport
from strahlkraft.reuse.rules.requests import MESSAGE_LIMIT, NEED_LIMIT, RequestForm
from strahlkraft.reuse.rules.vocabulary import CaseState, RefusalReason

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
_STAMP = signing.TimestampSigner(salt="strahlkraft.public.stamp")


class ReasonedForm(forms.Form):
    """Shows the reasons of a refused deed beside the fields; ``submission`` lets a deed be done once only."""

    use_required_attribute = False  # the server tells what is missing, in one place and in whole sentences
    submission = SheetMark(widget=forms.HiddenInput(attrs={"id": False}))  # several on a page

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(
            as_seen(data).dict() if data is not None else None, **options
        )  # no field here takes several values
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())

    @property
    def submission_id(self) -> UUID | None:
        """The mark of this sheet of the form; None when it is missing."""
        return self.cleaned_data.get("submission")

    def show_refusals(self, refusals: list[Refusal]) -> None:
        """Put each reason next to its field, or on top of the form."""
        for refusal in refusals:
            self.add_error(refusal.field if refusal.field in self.fields else None, sentence(refusal))


class GuardedForm(ReasonedForm):
    """A field no person sees and the moment the form was given out, against machines that fill forms."""

    website = forms.CharField(required=False, max_length=500)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not self.is_bound:
            self.initial["stamp"] = _STAMP.sign("form")

    def seconds(self, at: datetime) -> float:
        """How long the form was open; 0 when the stamp is not ours, so that a fresh one is asked for."""
        try:
            _STAMP.unsign(self.data.get("stamp", ""))
            given = signing.b62_decode(self.data["stamp"].split(":")[-2])
        except (signing.BadSignature, ValueError, IndexError):
            return 0.0
        return at.timestamp() - given

    def with_sound_stamp(self, at: datetime) -> None:
        """Give out a new stamp where the old one is not ours; a form shown again keeps its time otherwise."""
        if self.is_bound and not self.seconds(at):
            self.data = {**self.data, "stamp": _STAMP.sign("form")}


class TownField(forms.CharField):
    """Shown as needed; whether it may be empty (another body asks) is judged by the rule."""

    def validate(self, value: str) -> None:
        """Anything goes."""


class TownForm(GuardedForm):
    """For whom somebody speaks: a municipality, chosen by typing, or another body."""

    municipality = TownField(
        label=_("Your municipality"),
        max_length=towns.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Name, official key or postcode."),
    )
    organisation = forms.CharField(
        label=_("Or another body"),
        required=False,
        max_length=200,
        help_text=_("If you are no municipality: a Kreis, an IT provider, an association."),
    )

    def __init__(self, data: QueryDict | None = None, *, town: str = "", **options: Any) -> None:
        """``town`` is the key chosen among several of the same name."""
        super().__init__(data, **options)
        self.fields["municipality"].widget.attrs |= towns.suggesting()
        text = self.data.get("municipality", "") if self.is_bound else self.initial.get("municipality", "")
        self.typed = towns.read_town(town or text)
        if self.is_bound and self.typed.town:
            self.data = {**self.data, "municipality": self.typed.text}
        elif self.typed.town:
            self.initial["municipality"] = self.typed.text

    def clean_municipality(self) -> str:
        """The official key; several of one name are offered to choose from, an unknown name stays for the rule."""
        if self.typed.several:
            raise forms.ValidationError(
                _("Several municipalities are called like this. Please choose yours."), "several"
            )
        return self.typed.town.key if self.typed.town else self.typed.text


class AskForm(TownForm):
    """A request: what is needed, for whom, where the answer goes."""

    field_order = ("need", "municipality", "mailbox", "person", "organisation")
    need = forms.CharField(
        label=_("What do you need?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=True,
        max_length=NEED_LIMIT + EDGE,
        help_text=_("One or two sentences are enough: what for, for whom, until when."),
    )
    mailbox = forms.CharField(
        label=_("Function mailbox"),
        required=True,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer comes here. A shared mailbox stays reachable when people change."),
    )
    person = forms.CharField(
        label=_("Whom to ask for"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def asked(self, at: datetime) -> RequestForm:
        """What the rules judge."""
        values = self.cleaned_data
        return RequestForm(
            need=values["need"],
            mailbox=values["mailbox"],
            municipality=values["municipality"],
            organisation=values["organisation"],
            person=values["person"],
            trap=values["website"],
            seconds=self.seconds(at),
        )


class WatchForm(GuardedForm):
    """Where letters about something new go."""

    mailbox = forms.CharField(
        label=_("Mailbox"),
        required=True,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You confirm it by a link before the first letter; every letter can end it with one click."),
    )


class MessageForm(ReasonedForm):
    """A few words to the other side."""

    text = forms.CharField(
        label=_("Your message"), widget=forms.Textarea(attrs={"rows": 5}), max_length=MESSAGE_LIMIT + EDGE
    )


class AnswerForm(MessageForm):
    """The answer of the provider."""

    text = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MESSAGE_LIMIT + EDGE,
        help_text=_("One sentence is enough, for example when you will call."),
    )


class RefusalForm(ReasonedForm):
    """A refusal with its reason; ``better`` is the slug of an offer here."""

    reason = forms.ChoiceField(label=_("Reason"), required=True)
    better = forms.ChoiceField(label=_("Which offer fits better?"), required=False)
    better_note = forms.CharField(
        label=_("Or one that is not listed"), required=False, max_length=300, help_text=_("Name or address.")
    )
    text = forms.CharField(
        label=_("A few words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MESSAGE_LIMIT + EDGE,
    )

    def __init__(self, data: QueryDict | None = None, *, offers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        reasons = [("", _("Please choose")), *((r, texts.REFUSAL_REASONS[r]) for r in RefusalReason)]
        _choices(self, "reason", reasons)
        _choices(self, "better", [("", _("none of these")), *offers])


def _choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = choices


class VersionedForm(ReasonedForm):
    """About a case that others report on too; ``version`` is the one that was shown."""

    version = ShownVersion(required=False)

    def look_again(self, version: int) -> None:
        """Take the present version, which the page shows now; what was typed stays."""
        self.data = {**self.data, self.add_prefix("version"): version}


class StepForm(VersionedForm):
    """Where a case stands; the way there is judged by the rules."""

    state = forms.ChoiceField(label=_("Where does it stand now?"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Since when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=localdate
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False, help_text=_("Only if it was dropped or has ended."))
    text = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=TEXT_LIMIT + EDGE
    )

    def __init__(self, data: QueryDict | None = None, *, state: str, **options: Any) -> None:
        """``state`` is the step this side stands on."""
        super().__init__(data, **options)
        ways = TRANSITIONS[CaseState(state)]
        _choices(self, "state", [(s.value, texts.CASE_STATES[s]) for s in CaseState if s in ways])
        _choices(self, "reason", [("", _("Please choose")), *texts.DROP_REASONS.items()])

    def report(self) -> StepReport:
        """What the rules judge."""
        values = self.cleaned_data
        ends = values["state"] in {CaseState.DROPPED, CaseState.ENDED}
        return StepReport(values["state"], values["on"], values["reason"] if ends else "", values["text"])


class DetailsForm(VersionedForm):
    """How the result is run and what it took."""

    version_used = forms.CharField(label=_("Version in use"), required=False, max_length=100)
    modules = forms.CharField(label=_("Parts in use"), required=False, max_length=300)
    operating_model = forms.ChoiceField(label=_("Who runs it?"), choices=list(texts.OPERATING_MODELS.items()))
    pilot = forms.BooleanField(label=_("It is a pilot"), required=False)
    effort_days = forms.IntegerField(label=_("Effort so far in person days"), required=False, min_value=0)
    one_off_cost = forms.ChoiceField(label=_("Cost once"), choices=list(texts.COST_BANDS.items()))
    yearly_cost = forms.ChoiceField(label=_("Cost per year"), choices=list(texts.COST_BANDS.items()))
    willing_to_talk = forms.ChoiceField(label=_("Would you tell others about it?"), choices=list(texts.STATED.items()))

    @classmethod
    def known(cls, case: ReuseCase) -> dict[str, Any]:
        """What is known already."""
        return {name: getattr(case, name) for name in cls.base_fields if name != "submission"}

    def details(self) -> dict[str, Any]:
        """The facts without the form's own fields."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in {"version", "submission"}}


class LessonForm(ReasonedForm):
    """What was learnt, honest failures included."""

    helped = forms.CharField(
        label=_("What helped?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT + EDGE,
    )
    hindered = forms.CharField(
        label=_("What hindered?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT + EDGE,
    )
    advice = forms.CharField(
        label=_("What would you do differently?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT + EDGE,
    )
    public = forms.BooleanField(label=_("May be shown publicly, without names of people"), required=False)
