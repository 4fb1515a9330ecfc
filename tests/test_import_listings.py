"""import_listings: good rows are taken, bad ones named with their line, and nothing of it is public."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from benchmarks import nppes
from content.listings import importing
from content.listings.columns import NPPES, NPPES_MORE, in_normal_case
from content.listings.merging import merge
from content.models import Listing, ListingChange
from tests.factories import make_listing

pytestmark = pytest.mark.django_db

HEADER = "name,state,city,street,postal_code,phone,website,npi,setting"
GOOD = "Good Place,NY,Albany,1 Main St,12205,(518) 555-0123,example.org,1234567893,office"


def write(path: Path, *lines: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def run(path: Path, capsys, *options: str) -> tuple[str, str, int]:
    """What the command printed, its errors, and how it ended."""
    try:
        call_command("import_listings", path, *options)
        code = 0
    except CommandError as error:
        print(error)
        code = error.returncode
    captured = capsys.readouterr()
    return captured.out, captured.err, code


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "places.csv"


def test_a_row_becomes_an_entry_in_one_form_that_nobody_sees(client, file, capsys):
    out, _, code = run(write(file, GOOD), capsys)
    listing = Listing.objects.get()

    assert (code, "Created: 1." in out) == (0, True)
    assert (listing.phone, listing.website, listing.region) == ("+15185550123", "https://example.org/", "NY")
    assert listing.is_imported
    assert listing.verified_on is None
    assert client.get(listing.get_absolute_url()).status_code == 404


def test_a_row_of_the_public_layout_becomes_an_entry(file, capsys):
    values = nppes.values(0, nppes.Random(1)) | {"organization": "OAK'S PAIN CARE LLC", "postal_code": "122051234"}
    header = ",".join(f'"{name}"' for name in ["Replacement NPI", *NPPES.values()])
    run(write(file, ",".join(["", *(f'"{values.get(key, "")}"' for key in NPPES)]), header=header), capsys)
    listing = Listing.objects.get()

    assert (listing.name, listing.postal_code, listing.npi) == ("Oak's Pain Care LLC", "12205-1234", values["npi"])


BAD = {
    "Bad Phone,NY,Albany,,,555,,,": "phone: Enter a US phone number",
    "No State,ZZ,Albany,,,,,,": "state: Value 'ZZ' is not a valid choice",
    ",NY,Albany,,,,,,": "name: This field cannot be blank",
    "Bad Zip,NY,Albany,,1220,,,,": "ZIP code: Enter a ZIP code",
    "Bad Web,NY,Albany,,,,javascript:alert(1),,": "website:",
    "Bad Npi,NY,Albany,,,,,1234567890,": "NPI: This is no NPI",
    "Turned \u202etxet,NY,Albany,,,,,,": "name: Has signs that cannot be seen",
    "Too,few": "has 2 values instead of 9",
    '"Open quote,NY,Albany,,,,,,': "is no line of CSV",
    'Closed quote",NY,Albany,,,,,,': "has a quotation mark without its pair",
    "Broken \udce9,NY,Albany,,,,,,": "is not UTF-8",
    "x" * importing.LONGEST_LINE: "is longer than",
    f"Long{'x' * 200},NY,Albany,,,,,,": "name: Ensure this value has at most 160",
}


def test_every_kind_of_bad_row_is_named_with_its_line_and_stops_no_good_one(file, capsys):
    lines = [line for bad in BAD for line in (bad, "")] + [GOOD, GOOD.replace("Good", "Same")]
    file.write_bytes("\r\n".join([HEADER, *lines]).encode("utf-8", "surrogateescape"))
    out, errors, code = run(file, capsys)

    told = errors.splitlines()
    assert len(told) == len(BAD) + 1
    for number, (line, words) in enumerate(zip(told, BAD.values(), strict=False)):
        assert line.startswith(f"{file}:{2 * number + 2}: "), line
        assert words in line
    assert told[-1].endswith(f"the same as line {2 * len(BAD) + 2}")
    assert [listing.name for listing in Listing.objects.all()] == ["Good Place"]
    assert (code, f"Refused: {len(BAD) + 1}." in out) == (1, True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfen\x00a\x00",
        b"name,city\nA,B\n",
        b"name,state,city,rating\n",
        b"name,name,state,city\n",
        b'"name\n',
    ],
)
def test_a_file_that_is_none_of_the_layouts_is_refused_as_a_whole(file, capsys, content):
    file.write_bytes(content)
    out, _, code = run(file, capsys)

    assert (code, "first line" in out) == (2, True)
    assert not Listing.objects.exists()


def test_a_missing_file_and_a_folder_are_refused(tmp_path, capsys):
    assert [run(path, capsys)[2] for path in (tmp_path, tmp_path / "none.csv")] == [2, 2]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(file, capsys):
    out, errors, code = run(write(file, GOOD, "Too,few"), capsys, "--dry-run")

    assert "Would be created: 1." in out
    assert f"{file}:3: " in errors
    assert (code, Listing.objects.count()) == (1, 0)


def test_the_same_file_again_changes_nothing_and_a_changed_one_is_kept_in_history(file, capsys, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    others = [GOOD.replace("Good", name).replace("1234567893", "") for name in ("Ash", "Elm", "Oak")]
    run(write(file, GOOD, *others), capsys)
    before = list(Listing.objects.values())

    assert "Unchanged: 4." in run(file, capsys)[0]
    assert list(Listing.objects.values()) == before
    assert not ListingChange.objects.exists()
    out, _, _ = run(write(file, GOOD.replace("1 Main St", "2 Main St").replace("(518) 555-0123", ""), *others), capsys)
    assert "Updated: 1. Unchanged: 3." in out
    listing = Listing.objects.get(npi="1234567893")
    assert (listing.street, listing.phone) == ("2 Main St", "+15185550123")  # what a file lacks stays
    assert ListingChange.objects.get().values == {"street": ["1 Main St", "2 Main St"]}


@pytest.mark.parametrize(
    "values",
    [
        {"is_imported": True},
        {"is_imported": True, "verified_on": None, "taken_out": "closed"},
        {"is_imported": False, "verified_on": None},
        {"npi": "", "other_npis": "1234567893"},
    ],
    ids=["verified", "taken out", "entered by hand", "a double that was merged"],
)
def test_what_staff_settled_is_left_as_it_is(file, capsys, values):
    listing = make_listing(**{"name": "Kept", "npi": "1234567893"} | values)
    out, _, _ = run(write(file, GOOD), capsys)

    assert "Kept as staff left them: 1." in out
    assert [row.name for row in Listing.objects.all()] == ["Kept"]
    assert listing.changes.count() == 1  # that it was added


NO_NPI = GOOD.replace("1234567893", "")


def correct_npi(listing: Listing) -> None:
    listing.npi = "" if listing.npi else "1245319599"
    listing.save()


def correct_city(listing: Listing) -> None:
    listing.city = "Troy"
    listing.save()


def rename(listing: Listing) -> None:
    listing.slug = "another-address"
    listing.save()


def delete(listing: Listing) -> None:
    listing.delete()


def merge_into_another(listing: Listing) -> None:
    merge(make_listing(verified_on=None), listing, by=None)


@pytest.mark.parametrize("line", [GOOD, NO_NPI], ids=["with an NPI", "without"])
@pytest.mark.parametrize("settle", [correct_npi, correct_city, rename, delete, merge_into_another])
def test_what_staff_did_to_an_imported_entry_stays_and_stops_no_other_line(file, capsys, line, settle):
    run(write(file, line), capsys)
    settle(Listing.objects.get())
    before = list(Listing.objects.values())
    write(file, line, "Fresh Place,NY,Albany,,,,,,")
    dry, _, _ = run(file, capsys, "--dry-run")
    out, _, code = run(file, capsys)

    assert "Would be created: 1. Updated: 0. Unchanged: 0. Kept as staff left them: 1." in dry
    assert ("Created: 1. Updated: 0. Unchanged: 0. Kept as staff left them: 1." in out, code) == (True, 0)
    assert list(Listing.objects.exclude(name="Fresh Place").values()) == before
    assert run(file, capsys)[0].startswith("Created: 0. Updated: 0. Unchanged: 1.")


def test_a_value_over_two_lines_makes_no_entry_of_its_second_line(file, capsys):
    _, errors, _ = run(write(file, '"Two', 'Lines",NY,Albany,"1 a",,,,,', GOOD), capsys)

    assert [error.split(":")[1] for error in errors.splitlines()] == ["2", "3"]
    assert [listing.name for listing in Listing.objects.all()] == ["Good Place"]


def test_who_gave_up_an_npi_or_is_in_another_country_is_counted_and_no_fault(file, capsys):
    columns = NPPES | NPPES_MORE
    there = nppes.values(0, nppes.Random(1)) | {"country": "US"}
    rows = [there, there | {"npi": "1", "country": "CA", "state": "ON"}, {"npi": "2", "deactivated": "01/02/2026"}]
    lines = [",".join(f'"{row.get(key, "")}"' for key in columns) for row in rows]
    out, errors, code = run(write(file, *lines, header=",".join(columns.values())), capsys)

    assert (errors, code) == ("", 0)
    assert "Created: 1." in out
    assert "Skipped, closed down or in another country: 2." in out


def test_a_city_has_one_spelling_however_a_file_has_it(file, capsys):
    run(write(file, *(f"Place {city},NY,{city},,,,,," for city in ("albany", "ALBANY", "Albany"))), capsys)

    assert {listing.city for listing in Listing.objects.all()} == {"Albany"}


def test_the_generated_file_is_the_same_for_the_same_seed_and_is_read_without_a_complaint(file, capsys):
    assert list(nppes.lines(50)) == list(nppes.lines(50))
    nppes.write(file, 50)
    out, errors, code = run(file, capsys)

    assert ("Created: 50." in out, errors, code) == (True, "", 0)
    assert Listing.objects.never_verified().count() == 50
    assert not Listing.objects.verified(date.today()).exists()  # noqa: DTZ011  any day


def test_names_in_capitals_are_put_in_normal_case_and_others_left():
    assert in_normal_case("SMITH'S PAIN & CARE, LLC OF 42ND ST NW") == "Smith's Pain & Care, LLC Of 42nd St NW"
    assert in_normal_case("MARY-JO O'BRIEN MCALLISTER, SUITE 4B") == "Mary-Jo O'Brien McAllister, Suite 4B"
    assert in_normal_case("MCC MACE") == "Mcc Mace"
    assert in_normal_case("iKetamine of NYC") == "iKetamine of NYC"
