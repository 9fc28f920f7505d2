"""Words for pictures."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.newsroom.rules.pictures import Licence

LICENCES: Mapping[str, Promise] = {
    "": _("None: only with us, nobody else may use it"),
    Licence.CC_BY: _("CC BY 4.0: everybody, with the credit"),
    Licence.CC_BY_SA: _("CC BY-SA 4.0: everybody, with the credit, what is made of it under the same licence"),
    Licence.CC_BY_ND: _("CC BY-ND 4.0: everybody, with the credit, unchanged"),
    Licence.CC_ZERO: _("CC0 1.0: everybody, for everything"),
    Licence.DL_BY: _("Data licence Germany, attribution 2.0"),
    Licence.DL_ZERO: _("Data licence Germany, zero 2.0"),
}
SHORT: Mapping[str, str] = {
    Licence.CC_BY: "CC BY 4.0",
    Licence.CC_BY_SA: "CC BY-SA 4.0",
    Licence.CC_BY_ND: "CC BY-ND 4.0",
    Licence.CC_ZERO: "CC0 1.0",
    Licence.DL_BY: "dl-de/by-2-0",
    Licence.DL_ZERO: "dl-de/zero-2-0",
}
"""What stands below a picture: names are the same in every language."""
VERBS: dict[str, Promise] = {
    "add_picture": _("picture taken in"),
    "edit_picture": _("words or focal point of a picture changed"),
    "withdraw_picture": _("picture no longer offered"),
    "offer_picture": _("picture offered again"),
}
