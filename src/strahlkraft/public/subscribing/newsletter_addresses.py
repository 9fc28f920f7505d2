"""Addresses of the newsletter."""

from django.urls import URLPattern, path

from strahlkraft.public.subscribing import newsletter

newsletter_patterns: list[URLPattern] = [
    path("rundbrief/", newsletter.sign_up, name="newsletter"),
    path("rundbrief/gesendet/", newsletter.sent, name="newsletter_sent"),
    path("rundbrief/archiv/", newsletter.archive, name="newsletter_archive"),
    path("rundbrief/archiv/<slug:code>/", newsletter.issue, name="newsletter_issue"),
    path("rundbrief/bestaetigen/<str:token>/", newsletter.confirm, name="newsletter_confirm"),
    path("rundbrief/einstellungen/<str:token>/", newsletter.choices, name="newsletter_choices"),
    path("rundbrief/abbestellen/<str:token>/", newsletter.end, name="newsletter_end"),
]
