"""Forms of a running project: milestones, risks, tasks, files, decisions; what is allowed is said by the rules."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput
from strahlkraft.network.models import Organisation
from strahlkraft.office.forms.base import OfficeForm, VersionedForm
from strahlkraft.office.forms.documents import FILE_ENDINGS
from strahlkraft.projects.rules import UPLOAD_TYPES
from strahlkraft.steering import texts
from strahlkraft.steering.models import BoardSession, Decision, Milestone, Risk, Task
from strahlkraft.steering.queries.life import expected_on
from strahlkraft.steering.rules.life import REASON_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from strahlkraft.steering.rules.vocabulary import RISK_MOVES

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are


def _line(label: Any, limit: int = TITLE_LIMIT, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=limit + EDGE, widget=widget, **options)


def _text(label: Any, limit: int = REASON_LIMIT, rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit + EDGE, widget=widget, **options)


def _scale(label: Any, words: Mapping[int, Any]) -> forms.TypedChoiceField:
    choices = [(number, f"{number} – {word}") for number, word in words.items()]
    return forms.TypedChoiceField(label=label, coerce=int, choices=choices, initial=3)


def _why() -> forms.CharField:
    return _text(gettext_lazy("Why?"), help_text=gettext_lazy("One or two sentences that others understand in a year."))


# ---- milestones


class MilestoneForm(OfficeForm):
    """A new milestone."""

    title = _line(gettext_lazy("What is to be reached?"))
    planned_on = DayInput(
        label=gettext_lazy("Planned for"), help_text=gettext_lazy("The plan stays as it is entered here.")
    )


class OfMilestone(VersionedForm):
    """A form on one milestone."""

    def __init__(self, *args: Any, row: Milestone, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("version", row.version)
        self.row = row


class ForecastForm(OfMilestone):
    """Another day, and why."""

    expected_on = DayInput(label=gettext_lazy("Expected on"))
    reason = _why()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("expected_on", expected_on(self.row))


class ReachedForm(OfMilestone):
    """The day it was reached."""

    reached_on = DayInput(label=gettext_lazy("Reached on"), initial=localdate)


class MilestoneReasonForm(OfMilestone):
    """Dropped, or open again."""

    reason = _why()


class RenameForm(OfMilestone):
    """Other words for the same thing."""

    title = _line(gettext_lazy("What is to be reached?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("title", self.row.title)


# ---- risks


class RiskForm(OfficeForm):
    """A new risk."""

    title = _line(gettext_lazy("What may happen?"))
    probability = _scale(gettext_lazy("Probability"), texts.PROBABILITIES)
    impact = _scale(gettext_lazy("Impact"), texts.IMPACTS)
    owner = _line(
        gettext_lazy("Who looks after it?"), help_text=gettext_lazy("A function or body, never a person's name.")
    )
    measure = _text(gettext_lazy("What is done about it?"), TEXT_LIMIT, required=False)
    review_on = DayInput(label=gettext_lazy("Look again on"), required=False)


class DescribeForm(VersionedForm):
    """The words of a risk."""

    title = _line(gettext_lazy("What may happen?"))
    owner = _line(
        gettext_lazy("Who looks after it?"), help_text=gettext_lazy("A function or body, never a person's name.")
    )
    measure = _text(gettext_lazy("What is done about it?"), TEXT_LIMIT, required=False)

    def __init__(self, *args: Any, row: Risk, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("version", "title", "owner", "measure"):
            self.initial.setdefault(name, getattr(row, name))


class ReviewForm(VersionedForm):
    """A look at a risk: its rating today, what became of it, when to look again."""

    deed = forms.ChoiceField(label=gettext_lazy("How does it stand?"), required=False)
    probability = _scale(gettext_lazy("Probability"), texts.PROBABILITIES)
    impact = _scale(gettext_lazy("Impact"), texts.IMPACTS)
    review_on = DayInput(label=gettext_lazy("Look again on"), required=False)
    note = _text(gettext_lazy("Note"), required=False)

    def __init__(self, *args: Any, row: Risk, **options: Any) -> None:
        super().__init__(*args, **options)
        moves = [(name, texts.RISK_DEEDS[name]) for name in RISK_MOVES[row.state]]
        deed: Any = self.fields["deed"]
        deed.choices = moves if row.state == "closed" else [("", gettext_lazy("Nothing new, rated again")), *moves]
        for name in ("version", "probability", "impact"):
            self.initial.setdefault(name, getattr(row, name))


# ---- tasks


class TaskFields(forms.Form):
    """What was agreed with whom."""

    title = _line(gettext_lazy("What is to be done?"))
    for_name = _line(gettext_lazy("Who does it?"), help_text=gettext_lazy("A body or function, never a person's name."))
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation of the register"), required=False)
    due_on = DayInput(label=gettext_lazy("Due on"))
    detail = _text(gettext_lazy("Details"), TEXT_LIMIT, required=False)

    def offer(self, bodies: Iterable[Organisation]) -> None:
        """The organisations of the project to choose from."""
        field: Any = self.fields["organisation"]
        field.choices = [("", gettext_lazy("none of them")), *((body.slug, body.name) for body in bodies)]


class TaskForm(OfficeForm, TaskFields):
    """A new task."""

    tell = forms.BooleanField(label=gettext_lazy("Send the link to the project's mailbox now"), required=False)

    def __init__(self, *args: Any, bodies: Iterable[Organisation], mailbox: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer(bodies)
        if not mailbox:
            del self.fields["tell"]
        else:
            self.fields["tell"].help_text = mailbox


class ChangeTaskForm(VersionedForm, TaskFields):
    """A task agreed anew."""

    def __init__(self, *args: Any, row: Task, bodies: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        known = {body.pk: body for body in (*bodies, *([row.organisation] if row.organisation else []))}
        self.offer(known.values())
        for name in ("version", "title", "for_name", "due_on", "detail"):
            self.initial.setdefault(name, getattr(row, name))
        self.initial.setdefault("organisation", row.organisation.slug if row.organisation else "")


class OfTask(VersionedForm):
    """A form on one task."""

    def __init__(self, *args: Any, row: Task, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("version", row.version)


class DoneForm(OfTask):
    """The day it was done."""

    done_on = DayInput(label=gettext_lazy("Done on"), initial=localdate)


class TaskReasonForm(OfTask):
    """Dropped, or open again."""

    reason = _why()


# ---- files and decisions


class FileForm(OfficeForm):
    """A file for the record, or a newer version of one."""

    title = _line(gettext_lazy("Title"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=list(texts.FILE_KINDS.items()), initial="other")
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,  # the deed says what is missing, in its own words
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy("%(types)s, at most %(limit)s MB."),
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = {"types": ", ".join(sorted(UPLOAD_TYPES.values())), "limit": settings.UPLOAD_LIMIT_BYTES // 1_048_576}
        self.fields["file"].help_text = str(self.fields["file"].help_text) % words


class HideForm(OfficeForm):
    """Out of sight, and why."""

    reason = _text(gettext_lazy("Why?"), required=False)


class DecisionForm(OfficeForm):
    """A line of the log."""

    on = DayInput(label=gettext_lazy("Decided on"), initial=localdate)
    title = _line(gettext_lazy("What was decided?"))
    reason = _text(gettext_lazy("Why?"), TEXT_LIMIT)
    decided_by = _line(gettext_lazy("By which body?"))
    session = forms.ChoiceField(label=gettext_lazy("In which session of the board?"), required=False)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, sessions: Iterable[BoardSession] = (), old: Decision | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = [(row.code, row.title) for row in sessions]
        session: Any = self.fields["session"]
        session.choices = [("", gettext_lazy("none of them")), *choices]
        if not choices:
            del self.fields["session"]
        if old is not None:
            for name, value in (("corrects", old.pk), ("title", old.title), ("decided_by", old.decided_by)):
                self.initial.setdefault(name, value)
