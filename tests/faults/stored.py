"""What a site has stored, as JSON. Run with the site's environment: python -m tests.faults.stored"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

import django

from tests.faults.site import Site


@dataclass
class Stored:
    """Every request by its reference, with what hangs on it."""

    requests: list[dict[str, Any]]
    trail: str

    def by_reference(self) -> dict[str, dict[str, Any]]:
        return {row["reference"]: row for row in self.requests}

    def tokens_used_twice(self) -> list[str]:
        return [token for token, times in Counter(row["token"] for row in self.requests).items() if times > 1]


def stored_in(site: Site) -> Stored:
    found = json.loads(site.python("-m", "tests.faults.stored"))
    return Stored(found["requests"], found["trail"])


def main() -> None:
    django.setup()
    from consultations.models import ConsultationEvent, ConsultationRequest
    from consultations.trail import verify_trail

    events: dict[str, list[str]] = {}
    for reference, kind in ConsultationEvent.objects.values_list("reference", "kind"):
        events.setdefault(reference, []).append(kind)
    requests = [
        {
            "reference": row.reference,
            "token": row.form_token,
            "is_suspect": row.is_suspect,
            "answers": {
                "name": row.name,
                "before": row.been_before,
                "by": row.contact_by,
                "phone": row.phone,
                "voicemail": "on" if row.may_leave_message else "",
                "email": row.email,
                "access": row.access,
                "reason": row.about,
                "consent": "on",
            },
            "events": events.get(row.reference, []),
            "mails": sorted(mail.kind for mail in row.mails.all()),
        }
        for row in ConsultationRequest.objects.prefetch_related("mails")
    ]
    json.dump({"requests": requests, "trail": verify_trail().problem}, sys.stdout)


if __name__ == "__main__":
    main()
