"""How many requests are taken from where. Shared by all workers; kept as keyed hashes, never as addresses.

Twenty people behind one address, in a lobby or a hospital, all get through. While very many requests come in from
everywhere, more than a few from one address go to the tray that staff see. Nothing is dropped in silence.
"""

from consultations.lookups import email_hash, phone_hash
from consultations.models import ConsultationRequest
from content.models.limits import RateLimit

HOUR = 3600
FROM_ONE_ADDRESS = 30
FROM_ONE_PERSON = 5
FROM_EVERYWHERE = 300
# From here on one address may send only a few before its requests go to the tray
BUSY = 60
FROM_ONE_ADDRESS_WHEN_BUSY = 5


class TooMany(Exception):
    """Refused, and told so with the clinic's number."""


def count_request(network: str, phone: str, email: str) -> ConsultationRequest.Suspicion:
    """Count one request that is about to be stored, and say what is odd about it. Raises TooMany.

    Must run inside the transaction that stores it: what is not stored does not count.
    """
    people = {kept for kept in (phone_hash(phone), email_hash(email)) if kept}
    here = uses(f"network:{network}")
    everywhere = uses("everywhere")
    if here > FROM_ONE_ADDRESS or everywhere > FROM_EVERYWHERE:
        raise TooMany
    if any(uses(f"person:{person[:32]}") > FROM_ONE_PERSON for person in sorted(people)):
        raise TooMany
    if everywhere > BUSY and here > FROM_ONE_ADDRESS_WHEN_BUSY:
        return ConsultationRequest.Suspicion.BUSY
    return ConsultationRequest.Suspicion.NONE


def uses(key: str) -> int:
    return RateLimit.objects.use(f"consultation:{key}", HOUR)
