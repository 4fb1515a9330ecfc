"""Which public pages may be kept as finished bytes. What is not marked here never is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def kept(*query: str) -> Callable[[View], View]:
    """Let the answers of a view be kept (clinic_site/page_cache.py): they may depend on the content, the clock and the
    parameters named here, and on nothing else of the request. All other parameters are taken away before the view.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            match = request.resolver_match
            if match and match.url_name:
                names = [match.url_name, *(f"{match.url_name}/{value}" for value in kwargs.values())]
                response.headers["Surrogate-Key"] = " ".join(["site", *names])
            return response

        answer.kept_query = frozenset(query)  # type: ignore[attr-defined]
        return answer

    return decorate
