"""Columns several tables of this room share."""

from __future__ import annotations

from typing import Any

from django.db import models


def actor(**values: Any) -> models.CharField[Any, Any]:
    """Who did something, by person (``user:17``), for four eyes."""
    return models.CharField(max_length=40, **values)
