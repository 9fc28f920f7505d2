"""Imported software: addresses to read, files to check, records to join, publishers to visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strahlkraft.office.forms.base import OfficeForm
from strahlkraft.reuse import texts
from strahlkraft.reuse.importers import forges
from strahlkraft.reuse.publiccode import MAX_BYTES

VERDICTS = (
    ("", gettext_lazy("all")),
    ("valid", gettext_lazy("valid")),
    ("warning", gettext_lazy("valid with notes")),
    ("error", gettext_lazy("not valid")),
    ("none", gettext_lazy("not checked here")),
)
STANDINGS = (
    ("", gettext_lazy("all listed")),
    ("gone", gettext_lazy("no longer found")),
    ("archived", gettext_lazy("archived by the publisher")),
    ("merged", gettext_lazy("joined into another record")),
)
FORGE_NAMES = {
    "gitlab": gettext_lazy("GitLab or openCode"),
    "github": gettext_lazy("GitHub"),
    "gitea": gettext_lazy("Gitea or Forgejo"),
    "plain": gettext_lazy("a single file or a list of addresses"),
}


class SoftwareFilter(forms.Form):
    """The filters of the list, from the address."""

    q = forms.CharField(label=gettext_lazy("Name, publisher or address"), required=False, max_length=200)
    urteil = forms.ChoiceField(label=gettext_lazy("Check of the file"), required=False, choices=VERDICTS)
    herkunft = forms.ChoiceField(label=gettext_lazy("How it came here"), required=False)
    stand = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STANDINGS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        origins = [("", gettext_lazy("all")), *texts.SOFTWARE_ORIGINS.items()]
        self.fields["herkunft"].choices = origins  # type: ignore[attr-defined] # a ChoiceField, declared above


class AddressForm(forms.Form):
    """A repository or a publiccode.yml to read now."""

    address = forms.CharField(
        label=gettext_lazy("Address of the repository or of its publiccode.yml"),
        max_length=1000,
        help_text=gettext_lazy("For example https://gitlab.opencode.de/group/project, as it stands in the browser."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


class TextForm(forms.Form):
    """The text of a publiccode.yml, only to be checked."""

    text = forms.CharField(
        label=gettext_lazy("Content of the publiccode.yml"),
        max_length=MAX_BYTES,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "autocomplete": "off", "class": "code-input code-field"}
        ),
    )

    @property
    def body(self) -> bytes:
        """The file's bytes; browsers send other ends of lines."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").encode()


class MarkForm(OfficeForm):
    """Only the mark of the sheet, for buttons."""


class MergeSoftwareForm(OfficeForm):
    """Into which record a second one of the same solution goes, and why."""

    into = forms.ChoiceField(label=gettext_lazy("Join into"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Everybody reads it on the page of the remaining record."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = choices  # type: ignore[attr-defined] # a ChoiceField, declared above


class PublisherForm(OfficeForm):
    """A place whose repositories are visited from now on."""

    url = forms.CharField(
        label=gettext_lazy("Address of the publisher"),
        max_length=500,
        help_text=gettext_lazy(
            "The page that lists its repositories, for example https://gitlab.opencode.de/group or "
            "https://github.com/organisation."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As people know it; else the address stands there."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    forge = forms.ChoiceField(
        label=gettext_lazy("Kind of place"),
        required=False,
        help_text=gettext_lazy("Only needed when the address does not show it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [("", gettext_lazy("by the address")), *((name, forge_name(name)) for name in forges())]
        self.fields["forge"].choices = kinds  # type: ignore[attr-defined] # a ChoiceField, declared above


def forge_name(name: str) -> str:
    """A forge's name for people."""
    return str(FORGE_NAMES.get(name, name or _("not known")))
