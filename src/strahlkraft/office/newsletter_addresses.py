"""Addresses of the newsletter in the workspace."""

from django.urls import URLPattern, path

from strahlkraft.office.views import newsletter, newsletter_steps

newsletter_patterns: list[URLPattern] = [
    path("rundbrief/", newsletter.issue_list, name="newsletter"),
    path("rundbrief/anlegen/", newsletter.create, name="create_issue"),
    path("rundbrief/<slug:code>/", newsletter_steps.show, name="issue"),
    path("rundbrief/<slug:code>/bearbeiten/", newsletter.edit, name="edit_issue"),
    path("rundbrief/<slug:code>/vorschau.html", newsletter_steps.preview, name="issue_preview"),
    path("rundbrief/<slug:code>/schritt/<slug:part>/", newsletter_steps.settle, name="settle_issue"),
    path("rundbrief/<slug:code>/teile/", newsletter.parts, name="issue_parts"),
    path("rundbrief/<slug:code>/teile/waehlen/", newsletter.pick, name="pick_issue_item"),
    path("rundbrief/<slug:code>/teile/schreiben/", newsletter.own_text, name="write_issue_item"),
    path("rundbrief/<slug:code>/teile/<int:pk>/", newsletter.edit_item, name="edit_issue_item"),
    path("rundbrief/<slug:code>/teile/<int:pk>/ruecken/", newsletter.move, name="move_issue_item"),
    path("rundbrief/<slug:code>/teile/<int:pk>/entfernen/", newsletter.remove, name="remove_issue_item"),
]
