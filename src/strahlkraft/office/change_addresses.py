"""Addresses of change requests and of extending many grants."""

from django.urls import URLPattern, path

from strahlkraft.office.views import changes, extension_deeds, extensions

_GRANT = "zuwendungen/<slug:code>/aenderungen/"
_OWN = "zuwendungen/aenderungen/<slug:code>/"
_BATCH = "verlaengerungen/<slug:code>/"
change_patterns: list[URLPattern] = [
    path(_OWN, changes.show, name="change"),
    path(f"{_OWN}bearbeiten/", changes.edit, name="edit_change"),
    path(f"{_OWN}freigeben/", changes.release, name="release_change"),
    path(f"{_OWN}gelesen/", changes.read, name="read_change"),
    path(f"{_OWN}antrag.pdf", changes.paper, name="change_paper"),
    path(f"{_OWN}antrag.docx", changes.document, name="change_document"),
    path(f"{_OWN}<slug:deed>/", changes.deed, name="change_deed"),
    path(_GRANT, changes.change_list, name="changes"),
    path(f"{_GRANT}neu/<slug:kind>/", changes.create, name="create_change"),
    path("verlaengerungen/", extensions.extension_list, name="extensions"),
    path("verlaengerungen/matrix/", extensions.matrix, name="extension_matrix"),
    path("verlaengerung-anlegen/", extensions.create, name="open_extension"),
    path(_BATCH, extensions.gaps, name="extension"),
    path(f"{_BATCH}papier/", extension_deeds.document, name="extension_document"),
    path(f"{_BATCH}deckblatt.pdf", extension_deeds.cover, name="extension_cover"),
    path(f"{_BATCH}deckblatt.xlsx", extension_deeds.book, name="extension_book"),
    path(f"{_BATCH}antraege-anlegen/", extension_deeds.make_requests, name="make_extension_requests"),
    path(f"{_BATCH}begruendung/", extension_deeds.set_reason, name="extension_reason"),
    path(f"{_BATCH}gemeinsam-freigeben/", extension_deeds.release_many, name="release_extension"),
    path(f"{_BATCH}gemeinsam-einreichen/", extension_deeds.submit_many, name="submit_extension"),
    path(f"{_BATCH}<slug:step>/", extensions.step, name="extension_step"),
]
