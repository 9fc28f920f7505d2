"""Words for editable pages, redirects and imports."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from strahlkraft.newsroom.rules.vocabulary import Menu, PageKind, PageState

KINDS: Mapping[str, Promise] = {
    PageKind.ABOUT: _("About us"),
    PageKind.PROGRAMME: _("The programme"),
    PageKind.FAQ: _("Questions and answers"),
    PageKind.HANDBOOK: _("Handbook"),
    PageKind.ACCESSIBILITY: _("Declaration of accessibility"),
    PageKind.PRIVACY: _("Privacy statement"),
    PageKind.LEGAL_NOTICE: _("Legal notice"),
    PageKind.FREE: _("Other page"),
}
LAWS: Mapping[str, Promise] = {
    PageKind.ACCESSIBILITY: _("BITV NRW and Directive (EU) 2016/2102, Art. 7"),
    PageKind.PRIVACY: _("GDPR, Art. 13 and 14"),
    PageKind.LEGAL_NOTICE: _("§ 5 DDG and § 18 MStV"),
}
"""Which law asks for a page."""
STATES: Mapping[str, Promise] = {
    PageState.DRAFT: _("Draft"),
    PageState.IN_REVIEW: _("With a second person"),
    PageState.PUBLISHED: _("Published"),
    PageState.WITHDRAWN: _("Withdrawn"),
}
MENUS: Mapping[str, Promise] = {
    Menu.NONE: _("In no menu"),
    Menu.MAIN: _("Main menu"),
    Menu.FOOTER: _("Foot of every page"),
}
VERBS: dict[str, Promise] = {
    "create_page": _("page begun"),
    "edit_page": _("page written on"),
    "submit_page": _("page handed to a second person"),
    "return_page": _("page given back"),
    "publish_page": _("page published"),
    "revise_page": _("page taken up again"),
    "take_page_version": _("earlier version of a page taken again"),
    "withdraw_page": _("page withdrawn"),
    "review_page": _("yearly review of a page noted"),
    "rename_page": _("address of a page changed"),
    "arrange_menu": _("order of a menu changed"),
}
