"""Answering wishes of people about their data."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.privacy import texts
from strahlkraft.privacy.queries.own import Held
from strahlkraft.privacy.rules import NOTE_LIMIT, reasons_for


class ReleaseForm(OfficeForm):
    """Releasing an export or an erasure: said expressly, for neither can be taken back."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have checked that the wish is clear and nothing stands against it."), required=True
    )


class RefuseForm(OfficeForm):
    """Refusing, for one of the reasons the law knows."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    note = forms.CharField(
        label=gettext_lazy("What you tell the person"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, wish: str, **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(reason.value, texts.REASONS[reason]) for reason in reasons_for(wish)]
        self.fields["reason"].choices = [("", gettext_lazy("please choose")), *words]  # type: ignore[attr-defined] # a ChoiceField, declared above


class CorrectForm(OfficeForm):
    """Every entry of the person that can be put right, and what is told them."""

    note = forms.CharField(
        label=gettext_lazy("What you tell the person"),
        required=False,
        max_length=NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For example what you have put right elsewhere."),
    )

    def __init__(self, *args: Any, held: list[Held], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys: dict[str, str] = {}
        for one in held:
            for cells in one.rows:
                for cell in cells:
                    if cell.key:
                        self._add(cell.key, f"{texts.ROOMS[one.kept.room]}: {cell.word}", cell.value, cell.limit)

    def _add(self, key: str, label: str, value: str, limit: int | None) -> None:
        name = f"entry{len(self.keys)}"
        self.keys[name] = key
        long = limit is None
        self.fields[name] = forms.CharField(
            label=label,
            initial=value,
            required=False,
            max_length=limit or NOTE_LIMIT,
            widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def entries(self) -> dict[str, str]:
        """What was changed: key of the entry to what is right."""
        changed = {name: self.cleaned_data[name] for name in self.keys if name in self.changed_data}
        return {self.keys[name]: value for name, value in changed.items()}
