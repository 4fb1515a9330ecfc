"""Whether a phone number or an email address can be right, and whether its domain looks mistyped."""

import re
from difflib import get_close_matches

import phonenumbers

from consultations.lookups import US

MAIL_DOMAINS = (
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "verizon.net",
    "msn.com",
    "live.com",
    "me.com",
    "att.net",
    "sbcglobal.net",
    "protonmail.com",
    "proton.me",
    "ymail.com",
    "charter.net",
    "optonline.net",
    "earthlink.net",
    "mac.com",
    "cox.net",
)
SURE_ENOUGH = 0.8
WEB_ADDRESS = re.compile(r"://|\bwww\.|\w\.(?:com|net|org|info|biz|io|co|ru|cn|xyz|top|site|online|shop|club)\b", re.I)


def can_be_phone(text: str) -> bool:
    """10 US digits however written, or a plus sign and a number that is possible in its country."""
    try:
        number = phonenumbers.parse(text, US)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE


def likely_domain(email: str) -> str:
    """The well-known domain that this one is nearly; empty when it is one of them, or like none."""
    domain = email.rpartition("@")[2].casefold()
    if domain in MAIL_DOMAINS:
        return ""
    return next(iter(get_close_matches(domain, MAIL_DOMAINS, n=1, cutoff=SURE_ENOUGH)), "")


def has_web_address(text: str) -> bool:
    return bool(WEB_ADDRESS.search(text))
