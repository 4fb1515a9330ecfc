"""How often somebody may try. Counted in the database, so that all workers share one count.

Each limit is a window; the longer one tries, the longer the wait. Tries are counted per person and network, and
per network, so that nobody can keep a named person out from elsewhere.
"""

from django.http import HttpRequest

from accounts.events import record_event
from accounts.models import SecurityEvent, User
from accounts.networks import keyed_hash, network_of
from content.models.limits import RateLimit

MINUTE, HOUR, DAY = 60, 3600, 86_400
Limits = tuple[tuple[int, int], ...]

# (tries, seconds): 5 in a minute, then a wait of minutes, of an hour, of a day
PERSON_AND_NETWORK: Limits = ((5, MINUTE), (10, 10 * MINUTE), (20, HOUR), (50, DAY))
# A clinic of twenty people behind one address must get in
NETWORK: Limits = ((30, MINUTE), (100, 10 * MINUTE), (200, HOUR), (500, DAY))
# Six digits: whoever has the password and many networks may not try them all
CODES_OF_A_PERSON: Limits = ((100, DAY),)


class TooManyTries(Exception):
    """Wait before trying again."""


def count_try(request: HttpRequest, what: str, name: str, user: User | None = None) -> None:
    """Count one try at `what` for the person called `name`, before it is looked at.

    Raises TooManyTries, and notes the first of each such refusal.
    """
    count(f"{what}:network:{network_of(request)}", NETWORK, request, user)
    count(key_of(request, what, name), PERSON_AND_NETWORK, request, user)


def count_code(request: HttpRequest, user: User) -> None:
    """Count one code typed as second step. Raises TooManyTries."""
    count_try(request, "code", str(user.pk), user)
    count(f"code:person:{user.pk}", CODES_OF_A_PERSON, request, user)


def forget_tries(request: HttpRequest, what: str, name: str) -> None:
    """Start again after a success: of this person in this network only."""
    RateLimit.objects.filter(key__startswith=f"{key_of(request, what, name)}:").delete()


def key_of(request: HttpRequest, what: str, name: str) -> str:
    return f"{what}:{keyed_hash('person', name.casefold())}:{network_of(request)}"


def count(key: str, limits: Limits, request: HttpRequest, user: User | None) -> None:
    for most, seconds in limits:
        uses = RateLimit.objects.use(f"{key}:{seconds}", seconds)
        if uses == most + 1:
            record_event(SecurityEvent.Kind.THROTTLED, user=user, request=request)
        if uses > most:
            raise TooManyTries
