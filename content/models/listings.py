"""The directory: places and clinicians that give ketamine infusions, and when each entry was last checked."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Index, Min, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from content.models.clinics import Clinic
from content.models.contacts import PhoneField, WebField, ZipField, check_npi, check_plain, spoken_phone
from content.models.facts import dial
from content.models.fields import LineField, LinesField
from content.models.listing_records import ListingChange, ListingReport, Values
from content.models.treatments import Treatment
from content.models.us_states import UsState

CLINICS_OWN = ("street", "postal_code", "phone", "website")  # what our own clinic's page says, and no entry repeats
SAMPLE_UNCHECKED = "A sample is no real place: nobody can have checked it."
ONE_ADDRESS = "The clinic's own page gives address, phone and website: leave them empty."


def a_year_before(day: date) -> date:
    """The same date one year earlier; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


class ListingQuerySet(models.QuerySet["Listing"]):
    def kept(self) -> Self:
        """Real entries that nobody took out of the list."""
        return self.filter(taken_out="", is_sample=False)

    def verified(self, today: date) -> Self:
        """Checked by somebody within the last 12 months, up to `today`."""
        return self.kept().filter(verified_on__gt=a_year_before(today), verified_on__lte=today)

    def out_of_date(self, today: date) -> Self:
        """Checked once, 12 months ago or longer: hidden until somebody checks again."""
        return self.kept().filter(verified_on__lte=a_year_before(today))

    def never_verified(self) -> Self:
        return self.kept().filter(verified_on=None)

    def samples(self) -> Self:
        """Entries that stand where real ones will."""
        return self.filter(is_sample=True)

    def listed(self, today: date) -> Self:
        """What readers see: verified entries, and outside production the samples, which are marked."""
        if settings.IS_PRODUCTION:
            return self.verified(today)
        return self.verified(today) | self.samples().filter(taken_out="")

    def listed_in(self, region: str, today: date) -> Self:
        return self.listed(today).filter(region=region)

    def in_order(self) -> Self:
        """By name, then city, whatever the case of the letters. Nothing else moves an entry up or down."""
        return self.order_by(Lower("name"), Lower("city"), "pk")

    def matching(self, words: str) -> Self:
        """With all of these words in the name or the city."""
        every = Q()
        for word in words.split():
            every &= Q(name__icontains=word) | Q(city__icontains=word)
        return self.filter(every)

    def by_region(self) -> dict[str, int]:
        """How many there are in each state; states without any are left out."""
        return dict(self.order_by().values_list("region").annotate(Count("pk")))

    def by_city(self) -> dict[str, int]:
        """How many there are in each city, by its name."""
        return dict(self.order_by().values_list("city").annotate(Count("pk")).order_by("city"))

    def reported(self) -> Self:
        """With reports that wait, the oldest report first."""
        waiting = self.filter(reports__in=ListingReport.objects.waiting())
        return waiting.annotate(reported_on=Min("reports__first_on")).order_by("reported_on", "pk")


class Answer(models.TextChoices):
    """What a place told us. Empty means that nobody has asked, and pages say so."""

    YES = "yes", "Yes"
    NO = "no", "No"


class Listing(models.Model):
    """A place or clinician that gives ketamine infusions."""

    class Setting(models.TextChoices):
        INFUSION_CLINIC = "infusion_clinic", "Infusion clinic"
        OFFICE = "office", "Doctor's office"
        SURGERY_CENTER = "surgery_center", "Surgery center"
        HOSPITAL = "hospital", "Hospital"

    class InTheRoom(models.TextChoices):
        ANESTHESIOLOGIST = "anesthesiologist", "An anesthesiologist (a doctor)"
        NURSE_ANESTHETIST = "nurse_anesthetist", "A nurse anesthetist (CRNA)"
        PHYSICIAN = "physician", "A doctor of another field"
        NURSE = "nurse", "A nurse"
        OTHER = "other", "Somebody else"
        NOBODY = "nobody", "Nobody throughout"

    class How(models.TextChoices):
        PHONE = "phone", "by phone"
        WEBSITE = "website", "on its website"
        LETTER = "letter", "by letter"

    class TakenOut(models.TextChoices):
        CLOSED = "closed", "It has closed"
        NO_INFUSIONS = "no_infusions", "It gives no ketamine infusions"
        ASKED = "asked", "It asked not to be listed"

    name = LineField(max_length=160, validators=[check_plain])
    slug = models.SlugField(max_length=120, unique=True)
    region = models.CharField("state", max_length=2, choices=UsState)
    city = LineField(max_length=80, validators=[check_plain])
    street = LineField(max_length=160, blank=True, validators=[check_plain])
    postal_code = ZipField("ZIP code", max_length=10, blank=True)
    phone = PhoneField(max_length=24, blank=True)
    website = WebField(max_length=300, blank=True)
    npi = LineField("NPI", max_length=10, blank=True, validators=[check_npi])
    other_npis = LinesField("NPIs of doubles", blank=True, help_text="One a line. An import leaves them alone.")
    clinic = models.ForeignKey(
        Clinic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="listings",
        help_text="Only for our own clinic: its page gives the address, phone and website.",
    )
    treatments = models.ManyToManyField(Treatment, blank=True, related_name="listings")
    setting = models.CharField(max_length=16, choices=Setting, blank=True)
    in_the_room = models.CharField("who stays in the room", max_length=20, choices=InTheRoom, blank=True)
    training = models.CharField("training in sedation and resuscitation", max_length=3, choices=Answer, blank=True)
    monitoring = models.CharField("vital signs watched throughout", max_length=3, choices=Answer, blank=True)
    rescue = models.CharField("rescue medicines and breathing equipment", max_length=3, choices=Answer, blank=True)
    transfer = models.CharField("written plan for transfer to a hospital", max_length=3, choices=Answer, blank=True)
    license_lookup = WebField("license look-up", max_length=300, blank=True, help_text="The board's page.")
    taking_patients = models.CharField("taking new patients", max_length=3, choices=Answer, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = LineField(max_length=160, blank=True, help_text="As readers may see it.")
    verified_how = models.CharField(max_length=8, choices=How, blank=True)
    taken_out = models.CharField("why it is not listed", max_length=12, choices=TakenOut, blank=True)
    is_sample = models.BooleanField("sample, not a real place", default=False)
    is_imported = models.BooleanField("from an import", default=False, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["verified_on", "pk"]
        verbose_name = "directory entry"
        verbose_name_plural = "directory entries"
        constraints = [
            models.UniqueConstraint(
                fields=["npi"],
                condition=~Q(npi=""),
                name="listing_npi_once",
                violation_error_message="Another entry has this NPI. Merge the two instead.",
            ),
            models.UniqueConstraint(
                fields=["clinic"],
                name="listing_clinic_once",
                violation_error_message="This clinic has an entry already.",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by="", verified_how="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="") & ~Q(verified_how="")),
                name="listing_verified_says_who_and_how",
                violation_error_message="A check needs its day, who did it and how; or none of the three.",
            ),
            models.CheckConstraint(
                condition=Q(is_sample=False) | Q(verified_on__isnull=True),
                name="listing_sample_is_never_verified",
                violation_error_message=SAMPLE_UNCHECKED,
            ),
            models.CheckConstraint(
                condition=Q(clinic__isnull=True) | Q(**dict.fromkeys(CLINICS_OWN, "")),
                name="listing_own_clinic_has_one_address",
                violation_error_message=ONE_ADDRESS,
            ),
        ]
        indexes = [
            Index("region", Lower("name"), name="listing_verified", condition=Q(verified_on__isnull=False)),
            Index(fields=["region"], name="listing_sample", condition=Q(is_sample=True)),
            Index(Lower("name"), name="listing_name"),
            Index(fields=["verified_on"], name="listing_age"),
            Index(fields=["taken_out", "verified_on", "region", "is_sample"], name="listing_kept"),
            Index(fields=["phone"], name="listing_phone"),
            Index(fields=["postal_code"], name="listing_zip"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, by: Any = None, what: str = "", **kwargs: Any) -> None:
        """Also keep what became different, and that `by` did it; None stands for a command."""
        before = self.stored()
        with transaction.atomic():
            super().save(*args, **kwargs)
            ListingChange.objects.record(self, before, self.stored(), by, what)

    def get_absolute_url(self) -> str:
        return reverse("content:listing_detail", args=[UsState(self.region), self.slug])

    def clean(self) -> None:
        """An entry of our own clinic bears the clinic's name and place; nobody checks in the future.

        Two constraints are said here too: a form that lacks one of their fields skips them.
        """
        own = self.clinic
        if own is not None and (self.name, self.city, self.region) != (own.name, own.city, own.region):
            raise ValidationError("Name, city and state must be those of the clinic.")
        if own is not None and (typed := [name for name in CLINICS_OWN if getattr(self, name)]):
            raise ValidationError(dict.fromkeys(typed, ONE_ADDRESS))
        if self.is_sample and self.verified_on is not None:
            raise ValidationError({"is_sample": SAMPLE_UNCHECKED})
        if self.verified_on is not None and self.verified_on > timezone.localdate():
            raise ValidationError({"verified_on": "This day is still to come."})

    def delete(self, *args: Any, by: Any = None, **kwargs: Any) -> Any:
        """The history stays, with the last values."""
        with transaction.atomic():
            ListingChange.objects.record(self, self.stored(), dict.fromkeys(self.stored()), by, "deleted")
            return super().delete(*args, **kwargs)

    def stored(self) -> Values:
        """The values in the database; none for a new entry."""
        names = [field.attname for field in self._meta.concrete_fields if not field.primary_key]
        return type(self).objects.filter(pk=self.pk).values(*names).first() or {} if self.pk else {}

    def verify(self, how: str, who: str, today: date, by: Any) -> None:
        """Note that somebody has just checked this entry. Reports that waited are closed with it."""
        with transaction.atomic():
            self.verified_on, self.verified_by, self.verified_how = today, who, how
            self.save(by=by, what="verified", update_fields=["verified_on", "verified_by", "verified_how"])
            self.close_reports(today, by)

    def close_reports(self, today: date, by: Any) -> None:
        """The reports that waited were looked into."""
        waiting = self.reports.filter(closed_on=None)
        problems = {report.problem: [report.times, "closed"] for report in waiting}
        if problems:
            waiting.update(closed_on=today)
            self.changes.create(name=self.name, by=by, what="reports_closed", values=problems)

    def is_verified(self, today: date) -> bool:
        return self.verified_on is not None and a_year_before(today) < self.verified_on <= today

    def npis(self) -> list[str]:
        """Its NPI, and those of doubles that it took in."""
        return [npi for npi in (self.npi, *self.other_npis.splitlines()) if npi]

    def doubles(self) -> "ListingQuerySet":
        """Other entries with the same phone, the same name in the state, or the same street and ZIP code."""
        same = Q(low_name=self.name.lower(), region=self.region)
        if self.phone:
            same |= Q(phone=self.phone)
        if self.street and self.postal_code:
            area = self.postal_code[:5]
            same |= Q(postal_code__range=(area, f"{area}-9999"), street__iexact=self.street)
        return Listing.objects.alias(low_name=Lower("name")).filter(same).exclude(pk=self.pk).order_by("pk")

    def shown_phone(self) -> str:
        """The number as readers see it."""
        return self.clinic.phone if self.clinic else spoken_phone(self.phone)

    def phone_href(self) -> str:
        if self.clinic:
            return self.clinic.phone_href()
        return f"tel:{dial(self.phone.partition(' ')[0])}" if self.phone else ""

    def address_line(self) -> str:
        """The address in one line: city and state at least."""
        if self.clinic:
            return self.clinic.address_line()
        return ", ".join(part for part in (self.street, self.city, f"{self.region} {self.postal_code}".strip()) if part)
