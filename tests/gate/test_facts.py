"""A price of a public clinic is read by the gate when it is edited, too."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_clinic, make_fact, make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "is_dated", "refusal"),
    [
        ("$500, monitoring included", True, ""),
        ("$500", True, "price-without-extras"),
        ("$500, monitoring included", False, "price-undated"),
    ],
)
def test_an_edited_price_stays_one_that_its_clinic_may_show(value, is_dated, refusal):
    client = signed_in(Client(), make_user("Owner"))
    price = make_fact("price_visit", "$400, monitoring included", kind="money", checked_on=timezone.localdate())
    make_clinic().prices.add(price)
    form = {"label": price.label, "kind": "money", "value": value}
    form |= {"checked_on": price.checked_on} if is_dated else {}
    response = client.post(f"/staff/admin/content/fact/{price.pk}/change/", form)
    price.refresh_from_db()

    assert (price.value == value and response.status_code == 302) is not bool(refusal)
    assert refusal in (response.text if refusal else "")


def test_a_price_that_no_clinic_shows_is_free():
    client = signed_in(Client(), make_user("Owner"))
    price = make_fact("price_visit", "$400", kind="money")
    form = {"label": price.label, "kind": "money", "value": "$500"}

    assert client.post(f"/staff/admin/content/fact/{price.pk}/change/", form).status_code == 302
