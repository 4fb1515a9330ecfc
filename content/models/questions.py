"""Questions people ask, and the words they meet."""

from django.db import models
from django.urls import reverse

from content.models.fields import LineField, LinesField, MarkdownField
from content.models.pages import Article, ClinicalText, Condition
from content.models.treatments import Treatment


class Faq(ClinicalText):
    """A question with its answer: one record, shown wherever it belongs."""

    class Topic(models.TextChoices):
        TREATMENT = "treatment", "The treatment"
        SUITABILITY = "suitability", "Is it for me?"
        SAFETY = "safety", "Safety"
        DAY = "day", "On the day"
        AFTER = "after", "Afterward"
        EVIDENCE = "evidence", "The evidence"
        COST = "cost", "Cost"
        CLINIC = "clinic", "The clinic"
        PRIVACY = "privacy", "Privacy"

    question = LineField(max_length=200)
    answer = MarkdownField(help_text="At most 120 words, answered in the first sentence.")
    topic = models.CharField(max_length=20, choices=Topic)
    position = models.PositiveSmallIntegerField(default=0)
    conditions = models.ManyToManyField(Condition, blank=True, related_name="faqs")
    treatments = models.ManyToManyField(Treatment, blank=True, related_name="faqs")
    articles = models.ManyToManyField(Article, blank=True, related_name="faqs")

    class Meta(ClinicalText.Meta):
        ordering = ["position", "question"]
        verbose_name = "question"

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return f"{reverse('content:faq_list')}#q-{self.slug}"


class Term(models.Model):
    """A word of the glossary, explained where a page first uses it."""

    word = LineField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    meaning = MarkdownField(help_text="One or two plain sentences.")
    other_spellings = LinesField(blank=True, help_text="One spelling a line, plurals too.")

    class Meta:
        ordering = ["word"]
        verbose_name = "glossary word"

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return f"{reverse('content:glossary')}#term-{self.slug}"

    def spellings(self) -> list[str]:
        return [self.word, *self.other_spellings.splitlines()]
