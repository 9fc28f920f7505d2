"""Columns several tables of this room share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models


def money(label: Any = None, **values: Any) -> models.DecimalField[Any, Any]:
    """An amount in euros to the cent (I1)."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **values)


def positive_money(label: Any = None, **values: Any) -> models.DecimalField[Any, Any]:
    """An amount above nothing; the table's own CHECK says so too."""
    return money(label, validators=[MinValueValidator(Decimal("0.01"))], **values)


def percent(label: Any = None, **values: Any) -> models.DecimalField[Any, Any]:
    """A rate in percent, two places."""
    return models.DecimalField(label, max_digits=5, decimal_places=2, **values)


def actor(**values: Any) -> models.CharField[Any, Any]:
    """Who did something, by person (``user:17``), for four eyes (I18)."""
    return models.CharField(max_length=40, **values)
