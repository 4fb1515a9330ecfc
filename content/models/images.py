"""Pictures that texts can place, and the files made from each."""

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

from content.models.fields import LineField

TO_DESCRIBE = "Describe this picture"  # stands for the words until somebody writes them


class ImageQuerySet(models.QuerySet["Image"]):
    def with_files(self) -> "ImageQuerySet":
        return self.prefetch_related("files")


class Image(models.Model):
    """A picture. Texts place it by its slug; what readers get are its files."""

    class People(models.TextChoices):
        NOT_SAID = "not_said", "Not said yet"
        NOBODY = "nobody", "Nobody can be recognized"
        CONSENTED = "consented", "Somebody can; their written consent is on file"

    slug = models.SlugField(
        "name in texts", max_length=120, unique=True, help_text="Small letters, digits and hyphens, like front-door."
    )
    alt = LineField(
        "what it shows",
        max_length=150,
        blank=True,
        help_text="For people who cannot see it: what matters in it, in one sentence. Not “image of”.",
    )
    is_decorative = models.BooleanField(
        "decorative",
        default=False,
        help_text="Only when a reader who cannot see it misses nothing. Leave the words above empty then.",
    )
    credit = LineField(max_length=200, blank=True, help_text="Who made it, as readers will see it below the picture.")
    licence = LineField(
        "license",
        max_length=120,
        blank=True,
        help_text="What lets the clinic show it: “Our own”, “CC BY 4.0”, an agreement.",
    )
    people = models.CharField("people in it", max_length=10, choices=People, default=People.NOT_SAID)
    sha256 = models.CharField("digest of the original", max_length=64, editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = "picture"
        constraints = [
            models.CheckConstraint(
                condition=(Q(is_decorative=True) & Q(alt="")) | (Q(is_decorative=False) & ~Q(alt="")),
                name="image_described_or_decorative",
                violation_error_message="Say what the picture shows, or tick “decorative”: one of both.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def markdown(self) -> str:
        """What a text holds to place this picture."""
        return f"![{self.alt}](image:{self.slug})"

    def missing(self) -> list[str]:
        """What must still be said of it before readers may see it."""
        return [
            words
            for words, is_missing in (
                ("what it shows", self.alt == TO_DESCRIBE),
                ("who made it", not self.credit),
                ("what lets the clinic show it", not self.licence),
                ("whether people can be recognized", self.people == self.People.NOT_SAID),
            )
            if is_missing
        ]


class ImageFile(models.Model):
    """One file made from a picture's pixels. The original is kept and never shown."""

    class Use(models.TextChoices):
        ORIGINAL = "original", "Original"
        SHOWN = "shown", "Shown"

    image = models.ForeignKey(Image, models.CASCADE, related_name="files")
    name = models.CharField(max_length=80, unique=True)  # in the storage; the part after the folder cannot be guessed
    use = models.CharField(max_length=8, choices=Use)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["-use", "-width", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def base_name(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    def read(self) -> bytes:
        with default_storage.open(self.name) as file:
            return bytes(file.read())
