from typing import Any

from django.db import migrations


def make_owners(apps: Any, schema_editor: Any) -> None:
    User = apps.get_model("accounts", "User")
    Group = apps.get_model("auth", "Group")
    owner, _ = Group.objects.get_or_create(name="Owner")
    for user in User.objects.filter(is_superuser=True):
        user.groups.set([owner])
        user.is_superuser = False
        user.save(update_fields=["is_superuser"])


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_user")]

    operations = [migrations.RunPython(make_owners, migrations.RunPython.noop)]
