"""What is known of the rules of a state for places that give infusions."""

from django.db import models
from django.urls import reverse

from content.models.fields import MarkdownField
from content.models.pages import ClinicalText
from content.models.us_states import UsState


class StateRules(ClinicalText):
    """The card with a state's rules on its page of the directory. A state without one was not looked into."""

    region = models.CharField("US state", max_length=2, choices=UsState, unique=True)
    body = MarkdownField(help_text="Only what a source says, with the source.")

    class Meta(ClinicalText.Meta):
        ordering = ["region"]
        verbose_name = "rules of a state"
        verbose_name_plural = "rules of states"

    def __str__(self) -> str:
        return f"Rules in {UsState(self.region).label}"

    def get_absolute_url(self) -> str:
        return reverse("content:listing_list", args=[UsState(self.region)])
