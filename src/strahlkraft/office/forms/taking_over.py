"""Taking older articles over: the file or the address, then what was looked at, sealed."""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from strahlkraft.kernel.actor import Actor, Right
from strahlkraft.network.models import Region
from strahlkraft.newsroom.formats.older_files import MOST_FILE
from strahlkraft.newsroom.queries import desk
from strahlkraft.newsroom.rules.importing import LONGEST
from strahlkraft.office.forms.base import WEB_ADDRESS, OfficeForm

_SALT, _KEPT_FOR = "office.taking_over", 24 * 60 * 60


class OlderForm(OfficeForm):
    """Where the older articles are, and which region they belong to here."""

    address = forms.CharField(
        label=gettext_lazy("Address of the feed or the list of news"),
        help_text=gettext_lazy(
            "As it stands on the older site. Links and pictures are completed by it; without a file it is fetched."
        ),
        max_length=LONGEST,
        validators=[WEB_ADDRESS],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("File, where you saved one"),
        help_text=gettext_lazy(
            "A feed (RSS, Atom, also an export of WordPress), a saved page (HTML), each up to 2 MB, or a ZIP of them "
            "with pictures, up to 50 MB."
        ),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xml,.rss,.atom,.html,.htm,.zip"}),
    )
    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Region"),
        required=False,
        empty_label=gettext_lazy("the whole programme"),
    )
    fetch = forms.BooleanField(
        label=gettext_lazy("Fetch pictures from the older site that are not in the file"), required=False, initial=True
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["region"]
        field.queryset = desk.regions(by)
        if by.region_ids(Right.WRITE_NEWS) is not None:
            field.required, field.empty_label = True, None
            field.widget.is_required = True

    def clean_file(self) -> Any:
        """Refuse what is too large before anything of it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_FILE:
            message = gettext_lazy("The file is larger than 50 megabytes; hand it in in parts.")
            raise forms.ValidationError(message, code="large")
        return file


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at: the kept ``file``, where it stood, whose region, whether pictures are fetched; ``by`` whom."""

    file: str
    base: str
    region: int | None
    fetch: bool
    by: str


class TakeOverForm(OfficeForm):
    """What was looked at, sealed so that nobody changes it on the way."""

    looked = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, looked: Looked) -> "TakeOverForm":
        """For what was looked at."""
        return cls(initial={"looked": signing.dumps(asdict(looked), salt=_SALT)})

    def opened(self, by: Actor) -> Looked | None:
        """What was looked at; None when the seal is broken, a day old, or somebody else's."""
        if not self.is_valid():
            return None
        try:
            found = Looked(**signing.loads(self.cleaned_data["looked"], salt=_SALT, max_age=_KEPT_FOR))
        except signing.BadSignature:
            return None
        return found if found.by == by.actor_id else None
