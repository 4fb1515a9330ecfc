"""A form that came too late is given back, so that nothing typed is lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.addresses import is_staff_path, leading_to
from accounts.sessions import current_session

NOT_KEPT = {"csrfmiddlewaretoken", "code", "credential"}
LONG = 80


def give_back(request: HttpRequest, wanted: str = "") -> HttpResponse:
    """The form as it was sent, to be sent again once the person has been to the address called `wanted`."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_KEPT and "password" not in name
    ]
    context = {
        "fields": fields,
        "texts": [value for _, value in fields if len(value) > LONG or "\n" in value],
        "action": request.get_full_path(),
        "has_files": bool(request.FILES),
        "wanted": leading_to(wanted, reverse("accounts:come_back")) if wanted else "",
        "is_confirming": wanted == "accounts:confirm",
    }
    return render(request, "accounts/kept.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django calls this for a form without a good token.

    A signed-in person whose browser says that the form is our own gets it back with a new token;
    that is so after signing in again in another tab.
    """
    if is_staff_path(request) and came_from_us(request) and current_session(request) is not None:
        return give_back(request)
    return render(request, "403.html", {"is_expired": True}, status=403)


def came_from_us(request: HttpRequest) -> bool:
    """Browsers send Origin with every form and let no page change it."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
