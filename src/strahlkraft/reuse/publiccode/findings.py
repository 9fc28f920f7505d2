"""Findings, reports, and their sentences."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias

from strahlkraft.reuse.publiccode.reading import Plain

Level: TypeAlias = Literal["error", "warning", "hint"]
Verdict: TypeAlias = Literal["valid", "warning", "error"]
LANGUAGES = ("de", "en")
_GAP = re.compile(r"\{([a-z]+)\}")


@cache
def wording() -> Mapping[str, Mapping[str, str]]:
    """Sentences by code and language, from messages.toml beside this file."""
    text = resources.files("strahlkraft.reuse.publiccode").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a file.

    ``key`` is the dotted path (empty for the file as a whole), ``code`` names the sentence, ``params`` fill its gaps.
    Lines and columns count from 1; both are 0 when the finding has no place.
    """

    level: Level
    key: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    column: int = 0

    def message(self, language: str = "de") -> str:
        """What is wrong and how to put it right, in ``de`` or ``en``."""
        sentence = wording()[self.code][language if language in LANGUAGES else "en"]
        gaps = {"key": self.key, **self.params}
        return _GAP.sub(lambda gap: gaps.get(gap[1], gap[0]), sentence)


@dataclass(frozen=True, slots=True)
class Report:
    """What is known about one file.

    ``results`` are the findings the reference parser has as well, ``further`` those only we make; ``verdict`` sums up
    the former. ``document`` is the plain content when the file could be read as a mapping.
    """

    file: str
    verdict: Verdict
    results: tuple[Finding, ...]
    further: tuple[Finding, ...]
    document: Mapping[str, Plain] | None

    @property
    def listed(self) -> bool:
        """Our tolerant verdict: enough is readable to list it (a name or an address)."""
        document = self.document or {}
        return any(isinstance(value := document.get(key), str | int) and str(value).strip() for key in ("name", "url"))
