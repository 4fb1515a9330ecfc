"""A change of keys that is killed, again and again, leaves every value whole and ends as if nothing had happened."""

import subprocess
import sys
from random import Random

from tests.faults.site import IS_LONG, PAUSE, PRODUCTION, Site
from tests.processes import ROOT

ROWS, KILLS = (10_000, 20) if IS_LONG else (600, 4)
NEW = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="
OTHER_LOOKUP = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8="
OLD = PRODUCTION["FIELD_KEYS"]
FILL = """
import secrets
from django.db import transaction
from consultations.sending import Answers, new_row
with transaction.atomic():
    for number in range({rows}):
        answers = Answers(f"Person {{number}}", "no", "phone", "518 555 0100", False, "", "", "", "first", None)
        new_row(answers, secrets.token_hex(16)).save(force_insert=True)
"""
READ = """
from consultations.models import ConsultationRequest
print(len({row.name for row in ConsultationRequest.objects.all()}))
"""


def test_a_killed_rotation_goes_on_where_it_was_and_the_new_key_alone_opens_everything(sqlite_site: Site):
    site = sqlite_site
    site.environment |= {"LOOKUP_KEY": OTHER_LOOKUP}
    site.manage("shell", "-v0", "-c", FILL.format(rows=ROWS))
    both = site.environment | {"FIELD_KEYS": f"{NEW},{OLD}"}
    random, killed = Random(7), 0
    while killed < KILLS:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "rotate_keys"], cwd=ROOT, env=both, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(1 + killed % 2):  # a batch or two are done
            process.stdout.readline()
        PAUSE.wait(random.uniform(0, 0.02))
        process.kill()
        process.communicate()
        killed += 1
        assert site.manage("shell", "-v0", "-c", READ, FIELD_KEYS=f"{NEW},{OLD}").strip() == str(ROWS)
    site.manage("rotate_keys", FIELD_KEYS=f"{NEW},{OLD}")

    assert site.manage("shell", "-v0", "-c", READ, FIELD_KEYS=NEW).strip() == str(ROWS)
