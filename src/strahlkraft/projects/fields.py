"""Table columns of this room, and what columns of closed lists share everywhere."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strahlkraft.kernel.partial_date import PartialDate

if TYPE_CHECKING:
    _Base = models.CharField[str, str]
else:
    _Base = models.CharField


class PartialDateField(_Base):
    """A date of year, month or day precision, stored as sortable text (``2019``, ``2019-09``, ``2019-09-01``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is not a date, with a sentence for the person."""
        super().validate(value, model_instance)
        if value:
            try:
                PartialDate.parse(value)
            except ValueError as error:
                raise ValidationError(
                    _("Please write a year, a month or a day, for example 2021, 2021-09 or 2021-09-30."), code="invalid"
                ) from error

    def get_prep_value(self, value: Any) -> Any:
        """Never store what cannot be read back."""
        if value:
            PartialDate.parse(value)
        return super().get_prep_value(value)


def one_of(vocabulary: Iterable[StrEnum], field: str, *, empty: bool = False) -> Q:
    """The condition that a column holds a value of a closed list."""
    values = [str(value) for value in vocabulary]
    return Q(**{f"{field}__in": [*values, ""] if empty else values})
