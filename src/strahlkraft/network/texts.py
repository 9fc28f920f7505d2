"""Words of the network, for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.network.rules import Channel, Ring, SaidBy

SIZE_CLASSES = {
    "rural": _("under 5,000 inhabitants"),
    "small_town": _("5,000 to 10,000 inhabitants"),
    "small_town_large": _("10,000 to 20,000 inhabitants"),
    "medium_town": _("20,000 to 50,000 inhabitants"),
    "medium_town_large": _("50,000 to 100,000 inhabitants"),
    "city": _("100,000 to 500,000 inhabitants"),
    "city_large": _("500,000 inhabitants and more"),
    "unknown": _("number of inhabitants not known"),
}

CHANNELS: Mapping[str, Promise] = {
    Channel.CALL: _("by phone"),
    Channel.MAIL: _("by e-mail"),
    Channel.LETTER: _("by letter"),
    Channel.MEETING: _("face to face"),
    Channel.VIDEO: _("in a video call"),
    Channel.EVENT: _("at an event"),
    Channel.OTHER: _("in another way"),
}

RINGS: Mapping[str, Promise] = {
    Ring.REGION: _("within the region"),
    Ring.REGIONS: _("between regions"),
    Ring.LAND: _("all of North Rhine-Westphalia"),
}

SAID_BY: Mapping[str, Promise] = {
    SaidBy.OFFICE: _("noted by the project office"),
    SaidBy.SELF: _("said by the organisation itself"),
}

VERBS: Mapping[str, Promise] = {
    "open_region": _("region opened"),
    "create_organisation": _("organisation added"),
    "edit_organisation": _("organisation changed"),
    "merge_organisations": _("organisation merged into another"),
    "unmerge_organisations": _("organisation taken apart again"),
    "add_expertise": _("what an organisation knows noted"),
    "remove_expertise": _("what an organisation knows struck out"),
    "name_person": _("person named with consent"),
    "withdraw_consent": _("consent withdrawn, name erased"),
    "erase_people": _("names erased whose consent had ended"),
    "log_contact": _("contact noted"),
    "correct_contact": _("contact corrected"),
    "finish_step": _("next step done"),
    "create_group": _("exchange group begun"),
    "edit_group": _("exchange group changed"),
    "end_group": _("exchange group ended"),
    "add_group_member": _("member joined a group"),
    "end_group_member": _("member left a group"),
    "unsubscribe_from_group": _("letters of a group ended by link"),
    "plan_group_meeting": _("meeting of a group planned"),
    "edit_group_meeting": _("meeting of a group changed"),
    "share_with_group": _("document shared with a group"),
    "unshare_with_group": _("document no longer shared"),
    "write_to_group": _("letter to a group sent"),
}
"""What the trail says of each deed of this room."""
