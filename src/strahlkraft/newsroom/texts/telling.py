"""Words for what an office tells citizens of results."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Promise] = {
    "save_summary": _("summary in Leichte Sprache written"),
    "publish_summary": _("summary in Leichte Sprache released"),
    "withdraw_summary": _("summary in Leichte Sprache taken back"),
    "add_comparison": _("before and after written"),
    "edit_comparison": _("before and after changed"),
    "publish_comparison": _("before and after released"),
    "withdraw_comparison": _("before and after taken back"),
}
STATES: Mapping[str, Promise] = {
    "none": _("nothing written"),
    "waiting": _("waits for a second person"),
    "changed": _("shown; a change waits for a second person"),
    "shown": _("readers see it"),
    "withdrawn": _("taken back"),
}
