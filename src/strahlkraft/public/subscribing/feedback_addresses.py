"""Addresses of feedback."""

from django.urls import URLPattern, path

from strahlkraft.public.subscribing import feedback

feedback_patterns: list[URLPattern] = [
    path("rueckfrage/", feedback.write, name="feedback"),
    path("rueckfrage/gesendet/", feedback.sent, name="feedback_sent"),
    path("rueckfrage/bestaetigen/<str:token>/", feedback.confirm, name="feedback_confirm"),
]
