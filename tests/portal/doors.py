"""The real addresses, and two pages behind the gate that belong to no other door."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from strahlkraft.accounts.gate import signed_in
from strahlkraft.accounts.pending import take_pending_form
from strahlkraft.config.urls import urlpatterns as real


@signed_in
def form(request: HttpRequest) -> HttpResponse:
    """Show what was kept; POST would save."""
    kept = take_pending_form(request, request.path)
    return HttpResponse(f"{request.method} {sorted(kept.lists()) if kept else 'nothing'}")


urlpatterns = [path("geheim/", form), *real]
