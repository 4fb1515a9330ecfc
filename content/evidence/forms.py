"""What readers may choose on the evidence page. The address carries the choices; nothing is stored."""

from collections.abc import Iterable

from django import forms

from content.evidence.table import ORDERS
from content.models import Certainty, Condition


class EvidenceForm(forms.Form):
    """Filters and order. Conditions are left out as a whole, never single findings: a gap would look like no study."""

    group = forms.ChoiceField(
        choices=[("", "All"), *Condition.Group.choices], required=False, label="Kind of condition"
    )
    certainty = forms.ChoiceField(
        choices=[("", "Any"), *Certainty.choices], required=False, label="With a finding of this certainty"
    )
    sort = forms.ChoiceField(
        choices=[(value, order.label) for value, order in ORDERS.items()],
        required=False,
        widget=forms.HiddenInput,
    )

    def chosen(self, *names: str) -> dict[str, str]:
        """What was chosen of these fields; values that are no choices count as none."""
        self.full_clean()
        return {name: value for name in names if (value := self.cleaned_data.get(name))}

    def narrow(self, conditions: Iterable[Condition]) -> list[Condition]:
        """The chosen conditions, in the chosen order."""
        chosen = self.chosen("group", "certainty", "sort")
        found = [condition for condition in conditions if is_wanted(condition, chosen)]
        order = ORDERS[chosen.get("sort", "")]
        return sorted(found, key=order.key) if order.key else found


def is_wanted(condition: Condition, chosen: dict[str, str]) -> bool:
    if chosen.get("group", condition.group) != condition.group:
        return False
    return "certainty" not in chosen or any(
        finding.certainty == chosen["certainty"] for finding in condition.findings.all()
    )
