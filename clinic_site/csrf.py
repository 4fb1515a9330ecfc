"""A form whose token is missing or too old: whoever filled it in gets it back."""

from django.http import HttpRequest, HttpResponse

from accounts import kept
from consultations.views import visitor
from content.views import suitability


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if visitor.is_form_address(request):
        return visitor.form_again(request)
    if suitability.is_form_address(request):
        return suitability.form_again(request)
    return kept.csrf_failure(request, reason)
