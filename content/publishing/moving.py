"""Addresses that pages had: where they lead. One hop only, and only to public pages of this site."""

from django.urls import Resolver404, resolve

from content.models import Article, Clinic, Condition, OldPath, Policy, Treatment
from content.publishing.refused import Refused
from content.texts import users_of

ADDRESSED = (Condition, Treatment, Article, Policy)
LISTS = ("/", "/conditions/", "/treatments/", "/articles/", "/questions/", "/glossary/", "/clinics/", "/find-care/")


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
    if target not in public_addresses():
        raise Refused(f"{target} is no public page of this site. Write its address from the root, like /conditions/.")


def public_addresses() -> dict[str, str]:
    """Address and title of every page that readers can be sent to."""
    pages = {
        page.get_absolute_url(): page.title for model in ADDRESSED for page in model.objects.published().defer("body")
    }
    clinics = {clinic.get_absolute_url(): clinic.name for clinic in Clinic.objects.all()}
    return {path: path for path in LISTS if is_served(path)} | pages | clinics


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
    return users_of(lambda text: f"]({path})" in text or f"]({path}#" in text)
