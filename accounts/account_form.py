"""The form with which an Owner looks after one account."""

from typing import Any

from django import forms

from accounts.matrix import OWNER, ROLES
from accounts.models import User

LAST_OWNER = "This is the only active Owner. Make somebody else an Owner first."


class StaffForm(forms.ModelForm):
    """Name, address, one role, active or not. Passwords and permissions are not part of it."""

    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *((name, f"{name}: {meaning}") for name, meaning in ROLES.items())]
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        help_texts = {"username": "", "is_active": "Without this mark the person cannot sign in."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields and self.instance.pk:
            self.fields["role"].initial = self.instance.groups.values_list("name", flat=True).first()

    def clean(self) -> dict[str, Any]:
        """The last active Owner stays one; others who change owners wait until this is saved."""
        cleaned = super().clean() or self.cleaned_data
        User.objects.lock_owners()
        owners = User.objects.owners()
        stays = cleaned.get("role", OWNER) == OWNER and cleaned.get("is_active", True)
        if self.instance.pk and not stays and owners.filter(pk=self.instance.pk).exists() and owners.count() == 1:
            raise forms.ValidationError(LAST_OWNER)
        return cleaned
