"""What forms of every door share: text as it is seen, and marks of a sheet that nobody types."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from strahlkraft.kernel.storable import seen
from strahlkraft.kernel.working_days import year_fits


def as_seen(data: Any) -> Any:
    """What was sent without signs that nobody sees; what is no sent form stays as it is."""
    if not isinstance(data, QueryDict):
        return data
    read = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        read.setlist(name, [seen(str(value)) for value in values])
    return read


class DayInput(forms.DateField):
    """A day in a year that an office can mean; a slip such as 0206 or 9999 is told at the field."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        """Refuse a year nobody means."""
        super().validate(value)
        if value and not year_fits(value):
            raise ValidationError(_("Please check the year of this date."), code="year")


class ShownVersion(forms.IntegerField):
    """The version of a record that the page showed; one that cannot be read is none (0), so the sheet counts as stale."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """The number; 0 is no record's version."""
        try:
            return int(super().clean(value) or 0)
        except ValidationError:
            return 0


class SheetMark(forms.UUIDField):
    """The mark of a sheet that may do without one: what is no mark counts as none, since nobody can mend it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> UUID | None:
        """The mark, None when it cannot be read."""
        try:
            return super().clean(value) or None
        except ValidationError:
            return None
