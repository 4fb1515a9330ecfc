"""Rules of finding and deciding - search, evidence, suitability, costs, reading aids - and what it is to break them."""

# ruff: noqa: E501 - the table reads best with a line for each mutant

TESTS = (
    "tests/search",
    "tests/test_evidence.py",
    "tests/test_suitability.py",
    "tests/test_day_itself.py",
    "tests/test_reading_aids.py",
    "tests/test_page_feedback.py",
)
CHECK, FINDING, SEARCHING = "content/views/suitability.py", "content/search/finding.py", "content/search/searching.py"
SPELLING, MISSES, ENTRIES = (f"content/search/{name}.py" for name in ("spelling", "misses", "entries"))
SHOWING, PATHS, COSTS = "content/search/showing.py", "content/paths.py", "content/course_costs.py"
TABLE, DATA, USES = (f"content/evidence/{name}.py" for name in ("table", "data", "uses"))
LINES = (
    # what is broken; the file, its text, what stands there instead; a part of the name of the test that must notice
    ("not sure needs no talk", CHECK, "return self != Choice.NO", "return self == Choice.YES", "not_sure_are_worth_a_talk"),
    ("an urgent answer waits its turn", CHECK, "in_order = [*first, *(question for question in worth if not question.is_urgent)]", "in_order, first = worth, []", "urgent_answer_leads"),
    ("the form alone hides help", CHECK, "any(item.question.is_urgent and item.answer and item.answer.is_worth_a_talk for item in items)", "False", "even_where_the_form"),
    ("answers are lost on the way back", CHECK, "return never_kept(request, FORM, form_context(questions, answers))", "return never_kept(request, FORM, form_context(questions, {}))", "change_keeps"),
    ("a late form loses its answers", CHECK, "context = form_context(questions, answers_in(request.POST, questions))", "context = form_context(questions, {})", "comes_too_late"),
    ("an answer page may be kept", CHECK, '"no-store, private"', '"private"', "nothing_that_was_sent"),
    ("drafts are asked", CHECK, "SuitabilityQuestion.objects.published()", "SuitabilityQuestion.objects.all()", "draft_is_not_asked"),
    ("no answer counts as answers", CHECK, "    if not answers:\n", "    if False:\n", "without_a_single_answer"),
    ("a sample's check passes for a clinician's", CHECK, "key=lambda text: (not text.is_signed_by_a_sample(), text.review_due_on)", "key=lambda text: text.review_due_on", "sample_signed"),
    ("drafts are found", ENTRIES, "return row.state == State.PUBLISHED and row.published_at is not None", "return row.published_at is not None", "never_found"),
    ("what is still to come is found", "content/search/sqlite.py", '"WHERE shown_from <= %s AND (', '"WHERE %s IS NOT NULL AND (', "never_found"),
    ("what is still to come is put first", "content/models/search.py", "self.filter(ends_later, shown_from__lte=now)", "self.filter(ends_later)", "staff_say"),
    ("the page that staff put first does not come first", FINDING, "is_first = bool(first) and entry.address == first and stage in IN_DATE", "is_first = False", "staff_say"),
    ("a page long past its review comes first", FINDING, "return (stage == Stage.LONG_OVERDUE, not", "return (False, not", "staff_say"),
    ("an exact title is like any other", FINDING, "named = kind.number if one.tier == 0 and is_named(entry, typed) else len(SEARCH_KINDS) + 1", "named = 0", "the_database_finds"),
    ("a word that is everywhere ranks nothing", FINDING, "part, is_ranked = Part.TITLE, titled <= MANY", "pass", "the_database_finds"),
    ("wrong spellings stay wrong", SEARCHING, "if not found.counts and not as_typed and", "if False and", "the_database_finds"),
    ("what was typed is corrected against the will", SEARCHING, "not as_typed and (better", "(better", "the_database_finds"),
    ("some of the words are no help", SEARCHING, "if not found.counts and len(found.query.groups) > 1:", "if False:", "the_database_finds"),
    ("danger is overlooked", SEARCHING, "is_crisis=is_crisis(typed))", "is_crisis=False)", "words_of_danger"),
    ("danger spelled badly is overlooked", "content/search/crisis.py", "return word[:1] in \"so\" and any(", "return False and any(", "words_of_danger"),
    ("a hit without its risk", SHOWING, "risk_line_of(row, usual_risk),", '"",', "says_its_kind"),
    ("names that somebody searched are kept", MISSES, "return words <= known or days >= DAYS_BEFORE_KEPT", "return True", "may_name_a_person"),
    ("numbers that somebody searched are kept", MISSES, "    if any(sign.isdigit() for sign in asked):\n", "    if False:\n", "may_name_a_person"),
    ("a gap in the research is hidden", TABLE, "if findings or kind in ALWAYS:", "if findings:", "nobody_studied"),
    ("the table has no harms", TABLE, "return Row(kind, entries, harms_of(findings, text))", "return Row(kind, entries, [])", "with_its_certainty_harms"),
    ("cautions come among the benefits", TABLE, "return 2 if condition.is_caution else", "return -9 if condition.is_caution else", "cautions_and"),
    ("data without a license", DATA, '"license": LICENSE,', '"license": "",', "line_of_data"),
    ("data forgets that a source fell", DATA, '"is_retracted": source.is_retracted,', '"is_retracted": False,', "line_of_data"),
    ("drafts are named under their sources", USES, "model.objects.published()", "model.objects.all()", "not_public_is_shown"),
    ("an old price is added up", COSTS, "today - price.checked_on <= OLDEST", "True", "missing_or_old"),
    ("a missing price is left out of the sum", COSTS, "if not each or len(each) + len(once) < len(charged) or", "if not each or", "missing_or_old"),
    ("what is paid once is forgotten", COSTS, "self.each.times(infusions) + self.once", "self.each.times(infusions)", "course_is_each_infusion"),
    ("a plan of what is not given", "content/models/treatments.py", "return self.is_offered and", "return", "does_not_give"),
    ("a path leads past its review", PATHS, "if row.pk == page.pk or not row.is_overdue()", "if True", "passes_over"),
    ("a shared title hides its risk", "content/views/share.py", "if not page.risk_line:", "if True:", "names_the_risk"),
    ("the neutral mail names the topic", "content/views/share.py", '"neutral_mail": mail_address(address)', '"neutral_mail": mail_address(words)', "neutral_words"),
    ("drafts can be shared", "content/addressed.py", "KINDS[name].objects.published()", "KINDS[name].objects.all()", "only_public_pages"),
    ("programs answer at once", "content/answer_forms.py", "if age < LEAST_SECONDS:", "if False:", "not_taken_says_so"),
    ("old answers stay", "content/models/feedback.py", "        self.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()\n", "", "older_than_a_year"),
    ("one network answers without end", "content/views/page_feedback.py", 'if is_too_often(request, "page-feedback"):', "if False:", "limited_by_a_count"),
)  # fmt: skip
