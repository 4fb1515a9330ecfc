"""Which addresses are for staff, and where a sign-in may lead."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_staff_path(request: HttpRequest) -> bool:
    return request.path_info.startswith(f"/{settings.STAFF_PREFIX}/")


def safe_next(request: HttpRequest) -> str:
    """Where the request wants to go afterwards: a staff address of this site, or else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith(f"/{settings.STAFF_PREFIX}/")
    if is_ours and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse(settings.LOGIN_REDIRECT_URL)


def leading_to(name: str, wanted: str) -> str:
    """The address called `name`, which will lead on to `wanted`."""
    return f"{reverse(name)}?{urlencode({'next': wanted})}"
