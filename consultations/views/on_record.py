"""What every page of the front desk goes through: the role, the record, and nothing shown without either."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.networks import network_of
from accounts.requests import StaffRequest
from accounts.roles import AnyUser, may, may_write
from consultations import trail
from consultations.emergency import may_look
from consultations.handling import Actor
from consultations.models import ConsultationEvent, ConsultationRequest

logger = logging.getLogger("consultations")
Kind = ConsultationEvent.Kind
View = Callable[..., HttpResponse]


def on_record(
    action: str, model: type[models.Model] = ConsultationRequest, field: str = ""
) -> Callable[[View], Callable[..., HttpResponse]]:
    """For whom the matrix lets do `action` with `model`, and write `field` of it where one is named (see `is_let`).

    The view runs in one transaction with its events; its page leaves only after the commit. Without the record nothing
    is shown: 503. Whoever may not gets the same 404 as for what does not exist, and both are recorded.
    """

    def wrapping(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        @sensitive_post_parameters()
        @sensitive_variables()
        def answering(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if is_let(request.user, action, model, field):
                    with transaction.atomic():
                        trail.lock_trail()
                        return view(request, *args, **kwargs)
            except (Http404, PermissionDenied):
                pass  # its events went with the transaction
            except DatabaseError as error:
                return unavailable(error)
            return refuse(request, kwargs.get("reference", ""))

        return answering

    return wrapping


def is_let(user: AnyUser, action: str, model: type[models.Model], field: str) -> bool:
    """By the matrix; to look at requests, and for nothing else, emergency access will do."""
    if action == "view" and model is ConsultationRequest and not field:
        return may_look(user)
    return may(user, action, model) and (not field or may_write(user, model, field))


def refuse(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that somebody was refused, then say that there is no such page."""
    try:
        with transaction.atomic():
            actor_of(request).record(Kind.REFUSED, known(reference))
    except DatabaseError as error:
        return unavailable(error)
    raise Http404


def known(reference: str) -> str:
    """A reference that somebody typed, if there is or was such a request; empty otherwise."""
    return reference if ConsultationEvent.objects.filter(reference=reference).exists() else ""


def unavailable(error: DatabaseError) -> HttpResponse:
    """Needs no database. Says nothing of what was to be shown or saved."""
    logger.error("The front desk could not be served: %s", type(error).__name__)
    return HttpResponse(render_to_string("consultations/desk/unavailable.html"), status=503)


def actor_of(request: StaffRequest) -> Actor:
    return Actor(request.user, network_of(request))
