"""Several workers at one queue, in the site's environment: python -m tests.faults.mail_workers WORKERS ROWS

Writes that many messages and one more that is in the hands of a worker that is gone; prints each worker's exit code.
Without arguments it runs `send_mail_queue` for each line that it reads: the file of an authority to trust.
"""

import os
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta

import django
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone


def make_queue(count: int) -> None:
    from consultations.models import ConsultationRequest, OutgoingMail

    now = timezone.now()
    with transaction.atomic():
        for number in range(count + 1):
            row = ConsultationRequest(form_token=str(uuid.uuid4()), received_at=now, reply_by=now, about="cost")
            row.been_before, row.contact_by, row.consent_version = "no", "phone", "2026-11"
            row.name = f"Number {number}"
            row.save(force_insert=True)
            OutgoingMail.objects.create(request=row, kind=OutgoingMail.Kind.NOTICE)
        OutgoingMail.objects.filter(request=row).update(leased_until=now + timedelta(minutes=2))


def work() -> None:
    from consultations import mail_queue

    mail_queue.drain()


def child(deed: Callable[..., None], *arguments: int) -> int:
    pid = os.fork()
    if not pid:
        deed(*arguments)
        os._exit(0)
    return pid


def main(workers: int, rows: int) -> None:
    django.setup()
    os.waitpid(child(make_queue, rows), 0)  # in a child: no open database is carried into the workers
    for pid in [child(work) for _ in range(workers)]:
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def send_on_demand() -> None:
    django.setup()
    for line in sys.stdin:
        os.environ["SSL_CERT_FILE"] = line.strip()
        call_command("send_mail_queue")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(int(sys.argv[1]), int(sys.argv[2]))
    else:
        send_on_demand()
