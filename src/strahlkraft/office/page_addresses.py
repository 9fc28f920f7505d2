"""Addresses of the pages the office writes."""

from django.urls import URLPattern, path

from strahlkraft.office.views import page_list, page_review, pages

page_patterns: list[URLPattern] = [
    path("seiten/", page_list.page_list, name="pages"),
    path("seiten/anlegen/", pages.create, name="create_page"),
    path("seiten/menue/<slug:menu>/", page_list.arrange, name="arrange_pages"),
    path("seiten/<int:pk>/", page_review.show, name="page"),
    path("seiten/<int:pk>/schreiben/", pages.write, name="write_page"),
    path("seiten/<int:pk>/fassungen/", page_review.versions, name="page_versions"),
    path("seiten/<int:pk>/fassungen/<int:number>/", page_review.as_it_was, name="page_version"),
    path("seiten/<int:pk>/fassungen/<int:number>/uebernehmen/", page_review.take_again, name="take_page_version"),
    path("seiten/<int:pk>/verlauf/", page_review.history, name="page_history"),
    path("seiten/<int:pk>/schritt/<slug:part>/", page_review.settle, name="settle_page"),
]
