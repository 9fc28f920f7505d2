"""Template tags of the look: built in everywhere."""

from django import template

register = template.Library()
