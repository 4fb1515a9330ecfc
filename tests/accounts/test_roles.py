"""The matrix, the groups made from it, and what a person's role lets them do."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.checks import check_groups
from accounts.matrix import ACTIONS, MATRIX, NOTHING, ROLES, line_of
from accounts.models import User
from accounts.permissions import groups_out_of_line, sync_groups
from accounts.roles import may, may_change_row, may_write, role_of
from content.models import Article, Finding
from content.models.pages import State
from tests.factories import make_article, make_user

OPERATING = Path(settings.BASE_DIR) / "docs" / "operating.md"
INTERNAL = {"content.ratelimit", "content.syncedtext"}  # nobody edits these
INTERNAL |= {"content.revision", "content.step", "content.oldpath"}  # made by steps, never typed
INTERNAL |= {
    "content.imagefile",
    "content.listingreport",
    "content.listingchange",
    "content.pagefeedback",
}  # made by the site, or sent by readers
INTERNAL |= {"content.searchentry", "content.searchword", "content.searchmiss"}  # made by the site alone
INTERNAL |= {"content.contentversion", "content.lastrun", "content.linkcheck", "content.livefault"}
INTERNAL |= {f"accounts.{name}" for name in ("device", "onetimelink", "recoverycode", "securityevent", "staffsession")}
NEVER_WRITTEN = {"accounts.user": {"password", "last_login", "is_superuser", "is_staff", "date_joined"}}
NEVER_WRITTEN["accounts.user"] |= {"groups", "user_permissions"}
NEVER_WRITTEN["consultations.consultationrequest"] = {
    *("reference", "form_token", "clinic", "received_at", "reply_by", "consent_version", "been_before", "contact_by"),
    *("good_times", "about", "name_hash", "phone_hash", "email_hash", "closed_at", "suspicion", "version"),
}
NEVER_WRITTEN["content.image"] = {"sha256"}
NEVER_WRITTEN["content.listing"] = {"verified_on", "verified_by", "verified_how", "is_imported"}  # by one step
NEVER_WRITTEN["consultations.note"] = {"request", "by", "at"}
NEVER_WRITTEN["consultations.consultationevent"] = {
    *("number", "at", "kind", "reference", "actor", "network", "detail", "previous", "digest"),
}
NEVER_WRITTEN["consultations.trailhead"] = {"number", "digest"}
NEVER_WRITTEN["consultations.emergencyaccess"] = {"user", "given_at", "until", "reason"}  # by a command
NEVER_WRITTEN["consultations.outgoingmail"] = {
    *("request", "kind", "sealed_recipient", "created_at", "not_before", "leased_until", "attempts", "last_problem"),
    *("sent_at", "given_up_at"),
}
NOT_A_COLUMN = {"accounts.user": {"role"}}


def our_models():
    ours = ("accounts", "consultations", "content")
    return [model for app in ours for model in apps.get_app_config(app).get_models()]


def test_every_kind_of_row_has_a_line():
    labels = {model._meta.label_lower for model in our_models()}

    assert set(MATRIX) == labels - INTERNAL


@pytest.mark.parametrize("label", MATRIX)
def test_every_field_of_a_kind_has_a_line(label):
    meta = apps.get_model(label)._meta
    names = {field.name for field in (*meta.fields, *meta.many_to_many) if field.name != "id"}
    written = set(line_of(label).writers) - NOT_A_COLUMN.get(label, set())

    assert written == names - NEVER_WRITTEN.get(label, set())


@pytest.mark.parametrize("label", MATRIX)
def test_a_line_names_only_roles_actions_and_states_that_exist(label):
    line = line_of(label)

    assert set(line.may) | set(line.states) | set().union(*line.writers.values()) <= set(ROLES)
    assert set().union(*line.may.values()) <= set(ACTIONS)
    assert set().union(*line.states.values()) <= set(State.values)
    assert not line.states or "state" in line.writers


def test_only_a_reviewer_signs_publishes_and_writes_what_is_public_at_once():
    clinical = ("content.condition", "content.treatment", "content.article", "content.faq")
    for label in clinical:
        for field in ("reviewed_by", "reviewed_on", "review_due_on", "published_at", "withdrawn_on"):
            assert line_of(label).writers[field] == {"Reviewer"}
        public = [role for role in ROLES if line_of(label).allows(role, "change")]
        assert [role for role in public if line_of(label).allows_state(role, "published")] == ["Reviewer"]
    for label in ("content.finding", "content.term"):
        assert [role for role in ROLES if line_of(label).allows(role, "change")] == ["Reviewer"]


def test_a_kind_without_a_line_is_closed_to_everybody():
    assert line_of("content.ratelimit") is NOTHING
    assert not any(NOTHING.allows(role, action) for role in ROLES for action in ACTIONS)


def test_the_table_in_the_handbook_is_the_matrix():
    rows = [line.strip("| ").split("|") for line in OPERATING.read_text().splitlines() if line.startswith("| `")]
    told = {re.sub("[` ]", "", kind): [cell.strip() for cell in cells] for kind, *cells in rows}
    letters = {"view": "v", "add": "a", "change": "c", "delete": "d", "export": "e"}
    meant = {
        label: [
            "".join(letters[action] for action in ACTIONS if line.allows(role, action))
            + ("*" if role in line.states else "")
            or "-"
            for role in ROLES
        ]
        for label, line in MATRIX.items()
    }

    assert told == meant


@pytest.mark.django_db
def test_the_groups_have_the_permissions_of_the_matrix():
    held = {
        (group.name, permission.content_type.app_label, permission.codename)
        for group in Group.objects.all()
        for permission in group.permissions.select_related("content_type")
    }
    meant = {
        (role, label.split(".")[0], f"{action}_{label.split('.')[1]}")
        for label, line in MATRIX.items()
        for role, actions in line.may.items()
        for action in actions
    }

    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert held == meant
    assert check_groups(databases=["default"]) == []


@pytest.mark.django_db
def test_a_group_out_of_line_is_reported_and_put_right_by_migrate():
    group = Group.objects.get(name="Front desk")
    group.permissions.add(Permission.objects.get(codename="change_user"))
    Group.objects.get(name="Editor").permissions.clear()

    assert groups_out_of_line() == ["Editor", "Front desk"]
    assert len(check_groups(databases=["default"])) == 2
    call_command("migrate", verbosity=0)
    assert groups_out_of_line() == []


@pytest.mark.django_db
def test_bringing_groups_in_line_twice_changes_nothing():
    before = list(Group.permissions.through.objects.order_by("pk").values_list("pk", flat=True))
    for config in apps.get_app_configs():
        sync_groups(config)

    assert list(Group.permissions.through.objects.order_by("pk").values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_a_role_needs_an_active_member_of_staff_and_is_one_role():
    assert role_of(make_user("Editor")) == "Editor"
    assert role_of(make_user()) == ""
    assert role_of(make_user("Editor", is_active=False)) == ""
    assert role_of(make_user("Editor", is_staff=False)) == ""
    both = make_user("Editor")
    both.groups.add(Group.objects.get(name="Owner"))
    assert role_of(User.objects.get(pk=both.pk)) == ""


@pytest.mark.django_db
def test_an_editor_brings_pages_to_review_and_not_further():
    editor, reviewer = make_user("Editor"), make_user("Reviewer")
    draft, public = make_article(state="draft"), make_article()

    assert may_change_row(editor, draft)
    assert not may_change_row(editor, public)
    assert may_change_row(reviewer, public)
    assert not may(editor, "change", Finding)
    assert may_write(editor, Article, "body")
    assert not may_write(editor, Article, "reviewed_by")


@pytest.mark.django_db
def test_nobody_is_a_superuser():
    owner = User.objects.create_superuser("someone", "someone@example.org", "a phrase for tests only")

    assert role_of(owner) == "Owner"
    assert not owner.is_superuser
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=owner.pk).update(is_superuser=True)
