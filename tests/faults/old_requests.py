"""Requests whose time is over, in the site's environment: python -m tests.faults.old_requests make NUMBER | delete"""

import sys
import uuid
from datetime import timedelta

import django
from django.db import transaction
from django.utils import timezone


def make(count: int) -> None:
    """Rows that were received two years ago."""
    from consultations.models import ConsultationRequest
    from consultations.references import random_reference

    then = timezone.now() - timedelta(days=730)
    named = {"been_before": "no", "contact_by": "phone", "about": "cost", "consent_version": "2025-01"}
    references = {random_reference() for _ in range(count)}
    rows = [
        ConsultationRequest(reference=reference, form_token=str(uuid.uuid4()), received_at=then, reply_by=then, **named)
        for reference in references
    ]
    for row in rows:
        row.name = f"Long ago {row.reference}"
    ConsultationRequest.objects.bulk_create(rows)


def delete() -> None:
    """All of them in one transaction, as the worst that a purge could do."""
    from consultations.models import ConsultationRequest

    with transaction.atomic():
        ConsultationRequest.objects.expired(timezone.now()).delete()


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        delete()
