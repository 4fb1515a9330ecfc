"""The federal holidays of the United States (5 U.S.C. 6103), on the day on which they are kept."""

from datetime import date, timedelta

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
FIXED = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
# Month, weekday, which one of the month; 5 is the last
MOVING = {
    (1, MONDAY, 3): "Birthday of Martin Luther King, Jr.",
    (2, MONDAY, 3): "Washington's Birthday",
    (5, MONDAY, 5): "Memorial Day",
    (9, MONDAY, 1): "Labor Day",
    (10, MONDAY, 2): "Columbus Day",
    (11, THURSDAY, 4): "Thanksgiving Day",
}


def holiday_on(day: date) -> str:
    """The name of the holiday that is kept on `day`; empty on other days.

    One that falls on a Saturday is kept on the Friday before, on a Sunday on the Monday after.
    """
    which = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    found = MOVING.get((day.month, day.weekday(), which)) or (
        MOVING.get((day.month, day.weekday(), 5)) if is_last else None
    )
    return found or next((FIXED[key] for key in dates_kept_on(day) if key in FIXED), "")


def dates_kept_on(day: date) -> list[tuple[int, int]]:
    """Month and day of the dates that offices keep on `day`."""
    if day.weekday() in (SATURDAY, SUNDAY):
        return []
    shifts = {4: [0, 1], 0: [0, -1]}.get(day.weekday(), [0])
    dates = [day + timedelta(days=shift) for shift in shifts]
    return [(one.month, one.day) for one in dates]
