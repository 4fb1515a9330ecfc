"""Addresses that pages had: where they lead. One hop only, and only to public pages of this site."""

from typing import Any

from django.urls import Resolver404, resolve

from content.models import Article, Clinic, Condition, OldPath, Policy, Treatment
from content.publishing.refused import Refused
from content.texts import users_of

ADDRESSED: dict[str, Any] = {
    f"content:{model._meta.model_name}_detail": model for model in (Condition, Treatment, Article, Policy)
}
LISTS = ("/", "/conditions/", "/treatments/", "/articles/", "/questions/", "/glossary/", "/clinics/", "/find-care/")
MOST_OFFERED = 200  # of each kind in a list to choose from


def move_address(old: str, new: str) -> None:
    """A page moved: its old address leads to the new one, and so does every address that led to the old one."""
    free_address(new)
    if old == new or is_shared(old):
        return
    OldPath.objects.filter(target=old).update(target=new)
    OldPath.objects.update_or_create(path=old, defaults={"target": new, "title": "", "reason": ""})


def free_address(path: str) -> None:
    """A page is shown at this address: it leads nowhere else."""
    OldPath.objects.filter(path=path).delete()


def send_on(path: str, target: str) -> None:
    """The page is gone and readers are sent to `target`. Raises Refused for what is no public page, or leads on."""
    check_target(path, target)
    move_address(path, target)


def say_gone(path: str, title: str, reason: str) -> None:
    """The page is gone and nothing takes its place: readers are told why."""
    if not is_shared(path):
        OldPath.objects.update_or_create(path=path, defaults={"target": "", "title": title, "reason": reason})


def check_target(path: str, target: str) -> None:
    """Raises Refused unless `target` is the address of a public page other than the one at `path`."""
    if target == path:
        raise Refused("A page cannot lead to itself.")
    if onward := OldPath.objects.filter(path=target).first():
        raise Refused(f"{target} leads on to {onward.target}: name that instead.")
    if not is_public_address(target):
        raise Refused(f"{target} is no public page of this site. Write its address from the root, like /conditions/.")


def public_addresses() -> dict[str, str]:
    """Address and title of every page that readers can be sent to."""
    return titles_by_address(None)


def offered_addresses() -> list[tuple[str, str]]:
    """Title and address of what a form offers to choose from: of each kind the first in its order. So of any number of
    articles the newest, in a list that somebody can read.
    """
    return sorted((title, path) for path, title in titles_by_address(MOST_OFFERED).items())


def titles_by_address(most: int | None) -> dict[str, str]:
    """`most` of each kind; all of them for None."""
    pages = {
        page.get_absolute_url(): page.title
        for model in ADDRESSED.values()
        for page in model.objects.published().only("slug", "title")[:most]
    }
    clinics = {clinic.get_absolute_url(): clinic.name for clinic in Clinic.objects.all()}
    return {path: path for path in LISTS if is_served(path)} | pages | clinics


def is_public_address(path: str) -> bool:
    """Whether readers can be sent to this path."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if model := ADDRESSED.get(match.view_name):
        return bool(model.objects.published().filter(slug=match.kwargs["slug"]).exists())
    if match.view_name == "content:clinic_detail":
        return Clinic.objects.filter(slug=match.kwargs["slug"]).exists()
    return path in LISTS


def is_shared(path: str) -> bool:
    """Whether readers get a page here without the row: questions and the rules of a state stand on pages of many."""
    try:
        return "#" in path or resolve(path).view_name == "content:listing_list"
    except Resolver404:
        return False


def is_served(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def pages_linking_to(path: str) -> list[str]:
    """Which rows link to this address in their texts."""
    return users_of(f"]({path}", lambda text: f"]({path})" in text or f"]({path}#" in text)
