"""Words that settings use (navigation); named here so that this room's catalogue translates them."""

from strahlkraft.kernel.words import gettext_noop

NAVIGATION_WORDS = (
    gettext_noop("Projects"),
    gettext_noop("Regions"),
    gettext_noop("Municipalities"),
    gettext_noop("Programme"),
    gettext_noop("Events"),
)
