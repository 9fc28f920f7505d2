"""Addresses of what became of letters, of their examples, and of absences."""

from django.urls import URLPattern, path

from strahlkraft.office.views import absences, letters

letter_patterns: list[URLPattern] = [
    path("briefe/", letters.letter_list, name="letters"),
    path("briefe/vorlagen/", letters.samples, name="letter_samples"),
    path("briefe/vorlagen/<slug:room>/<slug:name>/", letters.sample, name="letter_sample"),
    path("briefe/<int:pk>/", letters.letter, name="letter"),
    path("briefe/<int:pk>/nochmal/", letters.send_again, name="send_letter_again"),
    path("vertretung/", absences.absence_list, name="absences"),
    path("vertretung/eintragen/", absences.enter, name="enter_absence"),
    path("vertretung/<int:pk>/beenden/", absences.end, name="end_absence"),
]
