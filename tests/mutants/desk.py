"""Rules of the editorial desk, and what it is to break them."""

# ruff: noqa: E501 - the table reads best with a line for each mutant

TESTS = ("tests/publishing",)
STEPS, CHECKS, DRAFTS = (f"content/publishing/{name}.py" for name in ("steps", "checks", "drafts"))
SCHEDULE, MOVING = "content/publishing/schedule.py", "content/publishing/moving.py"
PAGES = "content/models/pages.py"
LINES = (
    # what is broken; the file, its text, what stands there instead; a part of the name of the test that must notice
    ("a sign-off holds whatever it quotes", STEPS, "if digest_now(revision) != revision.signed_digest:", "if False:", "takes_the_approval_away"),
    ("a writer approves", CHECKS, "if by.pk in writers_of(revision):", "if False:", "nobody_approves"),
    ("the author reviews", CHECKS, "if author is not None and author == reviewed_by:", "if False:", "nobody_approves"),
    ("the gate is not asked before a review", STEPS, "    refuse(refusals(revision, is_signed=False))\n", "", "gate_blocks_is_not_sent"),
    ("the gate is not asked before a signature", STEPS, ", signed)\n    refuse(refusals(revision, is_signed=True))\n", ", signed)\n", "refused_step_says_why"),
    ("the gate is not asked before readers see it", STEPS, "    return refusals(revision, is_signed=True)\n", "    return []\n", "gate_blocks_by_now"),
    ("changes are asked for without a word", STEPS, "    if not note.strip():\n", "    if False:\n", "asking_for_changes"),
    ("a step is taken from any state", DRAFTS, "filter(pk=revision.pk, state__in=before, words", "filter(pk=revision.pk, words", "each_step_leads_on"),
    ("an older draft goes over a newer page", STEPS, "    if begun_on_older(revision):\n", "    if False:\n", "file_that_changed"),
    ("the second of two savers wins", DRAFTS, "if base is not None and base != newest.pk:", "if False:", "two_drafts_begun"),
    ("spelling leaves no record of its words", STEPS, 'f"{reason} {changed}"', "reason", "spelling_keeps"),
    ("spelling changes a number", STEPS, "if substance(live) != substance(revision):", "if False:", "is_no_spelling"),
    ("spelling without a reason", STEPS, 'not reason.strip():\n        raise Refused("Say what', 'not True:\n        raise Refused("Say what', "spelling_needs"),
    ("a schedule runs twice", DRAFTS, "filter(pk=revision.pk, state__in=before, words", "filter(pk=revision.pk, words", "exactly_once"),
    ("a schedule runs early", SCHEDULE, "Revision.objects.due(timezone.now())", 'Revision.objects.filter(state="scheduled")', "before_its_time"),
    ("a schedule for the past", STEPS, "if moment <= timezone.now():", "if False:", "past_is_no_time"),
    ("a page leads to itself", MOVING, "    if target == path:\n", "    if False:\n", "public_pages_of_this_site_only"),
    ("a redirect leads to a redirect", MOVING, "if onward := OldPath.objects.filter(path=target).first():", "if onward := None:", "public_pages_of_this_site_only"),
    ("older redirects stay behind", MOVING, "    OldPath.objects.filter(target=old).update(target=new)\n", "", "leads_to_the_new_one_for_good"),
    ("a loop of redirects", MOVING, "    free_address(new)\n    if old", "    if old", "no_order_of_moves"),
    ("past its date and still featured", PAGES, "self.published().filter(review_due_on__gte=timezone.localdate())", "self.published()", "each_stage_has"),
    ("long overdue and still indexed", PAGES, "self.published().exclude(review_due_on__lt=oldest)", "self.published()", "each_stage_has"),
    ("a digest twice a day", "content/publishing/digest.py", "seconds=KEPT_SECONDS) > 1:", "seconds=KEPT_SECONDS) > 9:", "one_digest_a_day"),
    ("an open change is purged", "content/publishing/retention.py", "ended, state__in=ENDED)", "ended)", "kept_however_old"),
    ("deleted pages come back for ever", "content/publishing/deleting.py", "kind=Step.Kind.DELETED, at__gte=since)", "kind=Step.Kind.DELETED)", "for_30_days"),
    ("withdrawn without a reason", STEPS, 'not reason.strip():\n        raise Refused("Say why', 'not True:\n        raise Refused("Say why', "withdrawn_without_a_reason"),
    ("a preview is kept", "content/views/staff.py", "        transaction.set_rollback(True)\n", "", "nothing_is_kept"),
)  # fmt: skip
