"""How long versions are kept: what a clinic advertised must be on file for years after it was last shown.

New York: Education Law 6530(27) and 8 NYCRR 29.1 ask for one year; records under HIPAA are kept six.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from content.models import Revision
from content.models.revisions import RevisionQuerySet

ENDED = (Revision.State.REPLACED, Revision.State.WITHDRAWN)
YEAR = timedelta(days=366)


def expired_versions(now: datetime) -> RevisionQuerySet:
    """Versions that ended more than VERSIONS_KEPT_YEARS before `now`; what was never shown counts from its writing."""
    before = now - YEAR * settings.VERSIONS_KEPT_YEARS
    ended = Q(live_until__lt=before) | Q(live_until=None, live_from=None, written_at__lt=before)
    return Revision.objects.filter(ended, state__in=ENDED)
