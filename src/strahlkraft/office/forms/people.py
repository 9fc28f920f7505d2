"""Accounts and roles."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.accounts import rules
from strahlkraft.accounts.models import ROLE_CHOICES
from strahlkraft.network.models import Organisation, Region
from strahlkraft.office.forms.base import OfficeForm


class PersonForm(OfficeForm):
    """A new account."""

    display_name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("A letter goes there that says how to sign in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=settings.LANGUAGES)


class RoleForm(OfficeForm):
    """A role and where it holds."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("no region"),
        help_text=gettext_lazy("For project office, steering body and granting authority."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("no organisation"),
        help_text=gettext_lazy("For municipality and project partner."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody ends it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(key, _(name)) for key, name in ROLE_CHOICES]  # type: ignore[attr-defined] # a ChoiceField, declared above

    def given(self) -> dict[str, Any]:
        """What the action gets; the role holds to the end of its last day."""
        data = self.cleaned_data
        last = data["last_day"]
        end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None
        return {
            "role": rules.Role(data["role"]),
            "region": data["region"],
            "organisation": data["organisation"],
            "valid_until": end,
        }


class RevokeForm(OfficeForm):
    """Why a role ends."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)
