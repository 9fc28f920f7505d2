"""Addresses of feedback of citizens in the workspace."""

from django.urls import URLPattern, path

from strahlkraft.office.views import feedback

feedback_patterns: list[URLPattern] = [
    path("rueckfragen/", feedback.feedback_list, name="feedback"),
    path("rueckfragen/frist/<slug:region>/", feedback.set_deadline, name="set_feedback_deadline"),
    path("rueckfragen/<str:code>/", feedback.show, name="feedback_message"),
    path("rueckfragen/<str:code>/beantworten/", feedback.answer, name="answer_feedback"),
    path("rueckfragen/<str:code>/schliessen/", feedback.close, name="close_feedback"),
]
