"""Addresses of articles."""

from django.urls import URLPattern, path

from strahlkraft.office.views import news, news_making, news_review, taking_over

news_patterns: list[URLPattern] = [
    path("neues/", news.news_list, name="news"),
    path("neues/anlegen/", news.create, name="create_article"),
    path("neues/textvorschau/", news.markdown_preview, name="markdown_preview"),
    path("neues/auswahl/", news.things, name="article_things"),
    path("neues/zahlen/", news.figures, name="article_figures"),
    path("neues/machen/<slug:form>/pitch/<slug:code>/", news_making.make_of_pitch, name="make_news_of_pitch"),
    path("neues/machen/<slug:form>/<slug:kind>/<slug:key>/", news_making.make, name="make_news"),
    path("neues/uebernehmen/", taking_over.look, name="look_at_older"),
    path("neues/uebernehmen/jetzt/", taking_over.take_over, name="take_over_older"),
    path("neues/fruehere-adressen/", taking_over.former, name="former_addresses"),
    path("neues/fruehere-adressen.csv", taking_over.former_csv, name="former_addresses_csv"),
    path("neues/<slug:code>/", news_review.show, name="article"),
    path("neues/<slug:code>/schreiben/", news.write, name="write_article"),
    path("neues/<slug:code>/fassungen/", news_review.versions, name="article_versions"),
    path("neues/<slug:code>/verlauf/", news_review.history, name="article_history"),
    path("neues/<slug:code>/schritt/<slug:part>/", news_review.settle, name="settle_article"),
]
