"""Single sign-on: there and back; a provider that answers badly ends on a page that says so."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from django.http import Http404, HttpRequest, HttpResponseBase
from requests import RequestException

from strahlkraft.accounts.sso import DoubtingAdapter


@login_not_required  # type: ignore[untyped-decorator]  # the library is untyped
def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Lead to the provider's own sign-in page; 404 when no provider is set up."""
    return _by(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]  # the library is untyped
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take in who comes back from there."""
    return _by(OAuth2CallbackView, request, provider_id)


def _by(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = DoubtingAdapter(request, provider_id)
    try:
        answer: HttpResponseBase = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException) as error:
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer
