"""Addresses that entries had. Those that readers may have kept lead on."""

from content.models import Listing
from content.publishing.moving import move_address


def lead_on(before: Listing, after: Listing) -> None:
    """The address of `before` leads to `after`, if `before` was ever public."""
    if before.verified_on is not None or before.is_sample:
        move_address(before.get_absolute_url(), after.get_absolute_url())
