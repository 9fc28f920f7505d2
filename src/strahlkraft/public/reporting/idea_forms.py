"""The form of an idea; what may be handed in is said by the rules of the room."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.models import Region
from strahlkraft.public.asking.forms import EDGE, GuardedForm
from strahlkraft.steering.rules.board import BODY_LIMIT, TEXT_LIMIT, TITLE_LIMIT, IdeaInput

MOST_EUROS = 999_999_999


class IdeaForm(GuardedForm):
    """An idea: what is wrong, what could be done, who says so, where the answer goes."""

    title = forms.CharField(
        label=_("Name of the idea"), max_length=TITLE_LIMIT, help_text=_("A few words, as you would tell a colleague.")
    )
    region = forms.ChoiceField(label=_("For which region?"), help_text=_("Its project office reads it."))
    need = forms.CharField(
        label=_("What is the problem, and whose?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LIMIT + EDGE,
    )
    solution = forms.CharField(
        label=_("What is the idea?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=TEXT_LIMIT + EDGE
    )
    benefit = forms.CharField(
        label=_("What would other municipalities have of it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=TEXT_LIMIT + EDGE,
    )
    body = forms.CharField(
        label=_("Body that hands it in"),
        max_length=BODY_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=_("A municipality, a Kreis, a company, a university, an association."),
    )
    mailbox = forms.CharField(
        label=_("Function mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer comes here. A shared mailbox stays reachable when people change."),
    )
    estimated_cost = forms.IntegerField(
        label=_("Estimated cost in euros"),
        required=False,
        min_value=0,
        max_value=MOST_EUROS,
        help_text=_("A rough guess in whole euros is enough."),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("Please choose")), *Region.objects.values_list("slug", "name")]

    def given(self) -> IdeaInput:
        """What the rules judge."""
        values = self.cleaned_data
        cost = values["estimated_cost"]
        names = ("title", "need", "solution", "benefit", "body", "mailbox")
        return IdeaInput(
            **{name: values[name] for name in names}, estimated_cost=None if cost is None else Decimal(cost)
        )
