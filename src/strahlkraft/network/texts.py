"""Words of the network, for people."""

from django.utils.translation import gettext_lazy as _

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
