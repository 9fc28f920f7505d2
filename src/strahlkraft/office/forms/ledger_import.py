"""Reading a partner's list into the ledger: the file, then the lines as they were looked at."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from strahlkraft.funding.formats.ledger_sheet import Line, packed, unpacked
from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.steering.rules.sheets import file_problems

MOST_BYTES = 2 * 1024 * 1024
_SALT, _KEPT_FOR = "office.ledger_import", 24 * 60 * 60


class ListForm(OfficeForm):
    """The list itself."""

    file = forms.FileField(
        label=gettext_lazy("List of expenditure"),
        help_text=gettext_lazy(
            "XLSX or CSV, at most 2 MB. First you see what would be booked; nothing happens before."
        ),
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        """Refuse what cannot be a list before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext_lazy("The file is too large."), code="large")
        self.show_refusals(file_problems(size=file.size, name=file.name))
        return file


class BookListForm(OfficeForm):
    """The lines as they were shown, sealed so that nobody changes them on the way, and which of them were new."""

    lines = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, code: str, lines: tuple[Line, ...], seen: list[int]) -> "BookListForm":
        """For lines of the grant ``code`` that were looked at."""
        sealed = signing.dumps({"code": code, "lines": packed(lines), "seen": seen}, salt=_SALT, compress=True)
        return cls(initial={"lines": sealed})

    def opened(self, code: str) -> tuple[tuple[Line, ...], list[int]] | None:
        """Lines and rows; None when the seal is broken, a day old, or of another grant."""
        try:
            found = signing.loads(self.cleaned_data["lines"], salt=_SALT, max_age=_KEPT_FOR)
        except signing.BadSignature:
            return None
        return (unpacked(found["lines"]), found["seen"]) if found["code"] == code else None
