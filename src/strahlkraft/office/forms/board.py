"""Ideas, sessions of the board and applications: what the office says of them; what is allowed is said by the rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate, localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.design.fields import DayInput, ShownVersion
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office.forms.base import AmountInput, LinesInput, OfficeForm
from strahlkraft.projects.models import Project
from strahlkraft.steering import texts
from strahlkraft.steering.models import AgendaItem, Application, BoardSession, Idea
from strahlkraft.steering.rules import board as rules
from strahlkraft.steering.rules.applications import REFERENCE_LIMIT, ApplicationInput
from strahlkraft.steering.rules.vocabulary import Answer

EDGE = 200  # characters above a limit that are still taken in, so that the rule can say how many there are
MOST_VOTES = 999


def _time(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def _line(label: Any, limit: int = rules.TITLE_LIMIT, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options
    )


def _text(label: Any, rows: int = 4, limit: int = rules.TEXT_LIMIT, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=limit + EDGE, widget=widget, **options)


def _votes(label: Any, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_VOTES, widget=widget, **options)


class SheetForm(OfficeForm):
    """A sheet that may be about a record others change too: then ``version`` is the one that was shown."""

    version = ShownVersion(required=False)

    def look_again(self, version: int) -> None:
        """Take the present version, which the page shows now; what was typed stays."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[self.add_prefix("version")] = str(version)
        self.data = typed


class _OfRegion(SheetForm):
    """Something new in one of the regions that somebody steers."""

    region = forms.ModelChoiceField(Region.objects.none(), label=gettext_lazy("Region"), empty_label=None)

    def __init__(self, *args: Any, regions: Iterable[Region] | None = None, **options: Any) -> None:
        """``regions`` None: the record has its region already."""
        super().__init__(*args, **options)
        if regions is None:
            del self.fields["region"]
            return
        field: Any = self.fields["region"]
        field.queryset = Region.objects.filter(pk__in=[row.pk for row in regions])


class IdeaForm(_OfRegion):
    """An idea as the office writes it down or corrects it."""

    title = _line(gettext_lazy("Name of the idea"))
    need = _text(gettext_lazy("What is the problem, and whose?"))
    solution = _text(gettext_lazy("What is the idea?"))
    benefit = _text(gettext_lazy("What would other municipalities have of it?"), rows=3, required=False)
    body = _line(gettext_lazy("Body that hands it in"), rules.BODY_LIMIT)
    mailbox = forms.CharField(
        label=gettext_lazy("Function mailbox"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Gets the private link and the decision; no person's own address."),
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}),
    )
    estimated_cost = AmountInput(label=gettext_lazy("Estimated cost in euros"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Organisation of the network"),
        required=False,
        empty_label=gettext_lazy("not in the list"),
    )

    def __init__(self, *args: Any, idea: Idea | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if idea is None:
            del self.fields["organisation"]
        elif not self.is_bound:
            names = ("title", "need", "solution", "benefit", "body", "mailbox", "estimated_cost", "version")
            self.initial.update({name: getattr(idea, name) for name in names} | {"organisation": idea.organisation_id})

    def given(self) -> rules.IdeaInput:
        """What the rules judge."""
        names = ("title", "need", "solution", "benefit", "body", "mailbox", "estimated_cost")
        return rules.IdeaInput(**{name: self.cleaned_data[name] for name in names})


class CheckForm(SheetForm):
    """The checklist: for every line an answer and a note."""

    def __init__(self, *args: Any, known: Mapping[str, tuple[str, str]], version: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = version
        for line in rules.CHECKLIST:
            answer, note = known.get(line.key, (Answer.OPEN, ""))
            self.fields[f"{line.key}-answer"] = forms.ChoiceField(
                label=_(line.question),
                choices=list(texts.ANSWERS.items()),
                widget=forms.RadioSelect,
                initial=answer,
                help_text=" · ".join(part for part in (_(line.hint), line.source) if part),
            )
            self.fields[f"{line.key}-note"] = _line(_("Note"), rules.NOTE_LIMIT + EDGE, required=False, initial=note)

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each line, for the page."""
        return [{"answer": self[f"{key}-answer"], "note": self[f"{key}-note"]} for key in rules.CHECK_KEYS]

    def answers(self) -> dict[str, tuple[str, str]]:
        """What the rules judge."""
        data = self.cleaned_data
        return {key: (data[f"{key}-answer"], data[f"{key}-note"]) for key in rules.CHECK_KEYS}


class ReasonForm(SheetForm):
    """Why."""

    reason = _text(gettext_lazy("Why?"), rows=3, limit=rules.NOTE_LIMIT)


class SessionForm(_OfRegion):
    """Name, day and place of a session."""

    title = _line(gettext_lazy("Name of the session"))
    day = DayInput(label=gettext_lazy("Day"))
    begins = _time(gettext_lazy("Begins"), initial=time(10))
    ends = _time(gettext_lazy("Ends"), initial=time(12))
    place = _line(gettext_lazy("Place or address of the video conference"), required=False)

    def __init__(self, *args: Any, session: BoardSession | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if session is not None and not self.is_bound:
            start, end = localtime(session.starts_at), localtime(session.ends_at)
            self.initial.update({"title": session.title, "place": session.place, "version": session.version})
            self.initial.update({"day": start.date(), "begins": start.time(), "ends": end.time()})

    def given(self) -> rules.SessionInput:
        """What the rules judge."""
        data = self.cleaned_data
        return rules.SessionInput(
            title=data["title"],
            starts_at=make_aware(datetime.combine(data["day"], data["begins"])),
            ends_at=make_aware(datetime.combine(data["day"], data["ends"])),
            place=data["place"],
        )


class ItemForm(SheetForm):
    """What else stands on the agenda: an idea, or a topic."""

    idea = forms.ChoiceField(label=gettext_lazy("Idea"), required=False)
    topic = _line(gettext_lazy("Or a topic"), required=False)

    def __init__(self, *args: Any, ideas: Iterable[Idea], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["idea"]
        field.choices = [
            ("", _("no idea")),
            *((idea.code, f"{idea.title} ({texts.IDEA_STATES[idea.state]})") for idea in ideas),
        ]


class InviteForm(SheetForm):
    """Who is invited, and a few words."""

    mailboxes = LinesInput(
        label=gettext_lazy("Function mailboxes of the board"),
        help_text=gettext_lazy("One a line. The accounts of the steering body stand here already."),
        line_limit=254,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    words = _text(gettext_lazy("A few words"), rows=3, required=False)


class VoteForm(SheetForm):
    """What the board decided about one idea."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=list(texts.DECISIONS.items()), widget=forms.RadioSelect
    )
    votes_for = _votes(gettext_lazy("In favour of this decision"))
    votes_against = _votes(gettext_lazy("Against it"), required=False)
    abstained = _votes(gettext_lazy("Abstentions"), required=False)
    again_from = DayInput(
        label=gettext_lazy("To be looked at again from"),
        required=False,
        help_text=gettext_lazy("Only when it is deferred."),
    )
    reason = _text(gettext_lazy("Reason"), help_text=gettext_lazy("Whoever handed it in reads it word for word."))
    note = _text(gettext_lazy("Course of the discussion"), required=False)

    def __init__(self, *args: Any, item: AgendaItem, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self.initial["note"] = item.note

    def vote(self) -> rules.Vote:
        """What the rules judge."""
        data = self.cleaned_data
        return rules.Vote(
            decision=data["decision"],
            reason=data["reason"],
            votes_for=data["votes_for"],
            votes_against=data["votes_against"] or 0,
            abstained=data["abstained"] or 0,
            again_from=data["again_from"],
        )


class NoteForm(SheetForm):
    """How an item was talked about."""

    note = _text(gettext_lazy("Course of the discussion"), required=False)

    def __init__(self, *args: Any, item: AgendaItem, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self.initial["note"] = item.note


class MinutesForm(SheetForm):
    """The minutes beside the items."""

    present = _text(
        gettext_lazy("Bodies present"),
        help_text=gettext_lazy("One a line: bodies and functions, no names of people."),
    )
    voting = _votes(gettext_lazy("Votes present"), required=False, help_text=gettext_lazy("How many could vote."))
    minutes = _text(
        gettext_lazy("Minutes"),
        rows=12,
        limit=rules.MINUTES_LIMIT,
        help_text=gettext_lazy(
            "Opening, what was talked about beside the items, end. Decisions stand with their items."
        ),
    )

    def __init__(self, *args: Any, session: BoardSession, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self.initial.update({name: getattr(session, name) for name in ("present", "voting", "minutes", "version")})


class ApplicationForm(_OfRegion):
    """What is known of an application."""

    title = _line(gettext_lazy("Title of the application"))
    recipient = _line(gettext_lazy("Who is to receive the grant"), rules.BODY_LIMIT)
    total_cost = AmountInput(label=gettext_lazy("Total cost in euros"))
    requested = AmountInput(label=gettext_lazy("Grant applied for in euros"))
    starts_on = DayInput(label=gettext_lazy("Start applied for"), required=False)
    ends_on = DayInput(label=gettext_lazy("End applied for"), required=False)
    due_on = DayInput(label=gettext_lazy("To be submitted by"), required=False)
    reference = _line(gettext_lazy("File reference of the authority"), REFERENCE_LIMIT, required=False)

    def __init__(self, *args: Any, application: Application | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if application is not None and not self.is_bound:
            self.initial.update({name: getattr(application, name) for name in (*_FACTS, "version")})

    def given(self) -> ApplicationInput:
        """What the rules judge."""
        return ApplicationInput(**{name: self.cleaned_data[name] for name in _FACTS})


_FACTS = ("title", "recipient", "total_cost", "requested", "starts_on", "ends_on", "due_on", "reference")


class StepForm(SheetForm):
    """What happened to an application, and when."""

    deed = forms.ChoiceField(label=gettext_lazy("What happened?"), widget=forms.RadioSelect)
    on = DayInput(label=gettext_lazy("On"), initial=localdate)
    note = _line(gettext_lazy("Note"), rules.NOTE_LIMIT + EDGE, required=False)
    project = forms.ChoiceField(
        label=gettext_lazy("Project of the register"),
        required=False,
        help_text=gettext_lazy("Only for a grant: it is linked with this record."),
    )

    def __init__(self, *args: Any, deeds: Iterable[str], projects: Iterable[Project], **options: Any) -> None:
        """``projects``: the records a grant may be linked with."""
        super().__init__(*args, **options)
        deed: Any = self.fields["deed"]
        known = list(deeds)
        deed.choices = [(name, texts.APPLICATION_DEEDS[name]) for name in known]
        if "grant" not in known:
            del self.fields["project"]
            return
        project: Any = self.fields["project"]
        project.choices = [("", _("a new draft made from this application")), *((p.slug, p.title) for p in projects)]
