"""A field for Markdown: buttons and shortcuts write the marks, a preview stands beside; without script a plain field."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.safestring import SafeString


class MarkdownInput(forms.Textarea):
    """A textarea with a toolbar and a preview that the server renders as readers will have it.

    Pages that hold it load ``office/css/markdown.css`` and ``office/js/markdown.js``. ``title`` and ``lead`` are the
    names of the fields whose words are looked at together with this one. Without script the button ``preview`` of the
    form is sent: the view then calls :meth:`show` and renders the page again.
    """

    template_name = "office/parts/markdown.html"

    def __init__(self, *, language: str = "de", title: str = "", lead: str = "", attrs: Any = None) -> None:
        super().__init__({"rows": 18, "lang": language, "spellcheck": "true", **(attrs or {})})
        self.language, self.title, self.lead = language, title, lead
        self.preview: SafeString | None = None
        self.remarks: list[dict[str, Any]] = []

    def show(self, preview: SafeString | None, remarks: Iterable[dict[str, Any]] = ()) -> None:
        """Put a preview and remarks (``text``, ``line``, ``blocks``) beside the field; None: no preview."""
        self.preview, self.remarks = preview, list(remarks)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs beside what every textarea has."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "language": self.language,
            "title": self.title,
            "lead": self.lead,
            "preview": self.preview,
            "remarks": self.remarks,
        }
        return context
