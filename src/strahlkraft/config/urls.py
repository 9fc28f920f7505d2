"""Which door opens at which address."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from strahlkraft.api.catalogue import catalogue_patterns
from strahlkraft.api.probes import metrics
from strahlkraft.api.urls import well_known
from strahlkraft.public.urls import machine_patterns

handler500 = "strahlkraft.config.front.server_error"
urlpatterns = [
    *machine_patterns,
    *catalogue_patterns,
    path(".well-known/strahlkraft", well_known),
    path("api/", include("strahlkraft.api.urls")),
    path("metrics", metrics),
    path("health/", include("strahlkraft.api.probes")),
    *i18n_patterns(
        path("", include("strahlkraft.portal.urls")),
        path("arbeit/", include("strahlkraft.office.urls")),
        path("aufsicht/", include("strahlkraft.authority.urls")),
        path("", include("strahlkraft.stage.urls")),
        path("", include("strahlkraft.public.urls")),
        prefix_default_language=False,
    ),
]
