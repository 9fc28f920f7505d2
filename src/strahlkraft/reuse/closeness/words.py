"""English sentences for reasons, marked for translation: ``%(name)s`` is filled from ``params`` afterwards."""

from collections.abc import Mapping

from strahlkraft.kernel.words import gettext_noop as _

REASONS: Mapping[str, str] = {
    # between two towns
    "similar_size": _("Similar size"),
    "same_size_class": _("Same size class"),
    "same_district": _("Same district: %(district)s"),
    "same_region": _("Same model region: %(region)s"),
    "same_state": _("Same state: %(state)s"),
    "same_provider": _("Same IT provider: %(provider)s"),
    "same_products": _("Products in common: %(products)s"),
    # why something found comes where it does
    "words": _("Matched words: %(words)s"),
    "fits_size": _("Suits a municipality of your size"),
    "has_products": _("Builds on what you have: %(products)s"),
    "used_by_neighbour": _("Already used nearby: %(towns)s"),
    "used_by_similar": _("Already used by a municipality of your size: %(towns)s"),
    "used_elsewhere": _("Already used elsewhere: %(number)s"),
    "proven": _("Proven in another municipality"),
    "transferable": _("Can be taken over"),
}
