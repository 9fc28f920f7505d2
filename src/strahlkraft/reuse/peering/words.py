"""English sentences about peers, marked for translation."""

from collections.abc import Mapping

from strahlkraft.kernel.words import gettext_noop as _

FAULTS: Mapping[str, str] = {
    "unreachable": _("The instance could not be reached."),
    "timeout": _("The instance took too long to answer."),
    "http_error": _("The instance answered with an error."),
    "too_large": _("The catalogue is larger than allowed."),
    "not_json": _("The answer is no readable catalogue."),
    "wrong_format": _("The answer is not a catalogue of this kind."),
    "wrong_version": _("The catalogue has a version that is not understood here."),
    "bad_field": _("A field of the catalogue does not hold what it should."),
    "too_many_entries": _("The catalogue has more entries than allowed."),
    "replay": _("The catalogue is older than the one received before."),
    "from_the_future": _("The catalogue says it was made in the future."),
    "pages_differ": _("The pages of the catalogue do not belong together."),
    "key_changed": _("The instance signs with another key than the one that was confirmed."),
    "bad_signature": _("The signature does not fit the catalogue."),
    "foreign_origin": _("The catalogue speaks for addresses of somebody else."),
    "identity_clash": _("The catalogue uses one identity for two things."),
    "many_gone": _("Much of what the catalogue held is gone at once."),
}

STATES: Mapping[str, str] = {
    "healthy": _("in order"),
    "failing": _("not reachable at the moment"),
    "quarantined": _("stopped; somebody has to look"),
    "gone": _("gone for long; somebody has to decide"),
}
