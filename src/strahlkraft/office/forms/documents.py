"""Files and links of a project."""

from django import forms
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm, WebAddressInput
from strahlkraft.projects.rules import UPLOAD_TYPES

FILE_ENDINGS = ".pdf,.png,.jpg,.jpeg,.webp,.zip,.docx,.xlsx,.pptx,.odt,.ods"


class DocumentForm(OfficeForm):
    """A file or a link; what is allowed is said by the rules of the register."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=gettext_lazy("%(types)s, at most %(limit)s MB."),
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
    )
    url = WebAddressInput(label=gettext_lazy("Or a link"))
    alternative_text = forms.CharField(
        label=gettext_lazy("Text alternative"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For pictures: what is to be seen, for people who cannot see it."),
    )
    credit = forms.CharField(
        label=gettext_lazy("Credit"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For pictures: who made it."),
    )

    def __init__(self, *args: object, limit: int, **options: object) -> None:
        super().__init__(*args, **options)
        words = {"types": ", ".join(sorted(UPLOAD_TYPES.values())), "limit": limit // 1_048_576}
        self.fields["file"].help_text = str(self.fields["file"].help_text) % words


class RemoveForm(OfficeForm):
    """Only the mark that makes sending twice harmless."""
