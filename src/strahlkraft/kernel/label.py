"""A label names a thing without knowing any page; one place turns labels into addresses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """``kind`` as in settings.ADDRESSES (``project``, ``region``, ``municipality``, …), ``key`` its address part."""

    kind: str
    key: str
    title: str = ""
