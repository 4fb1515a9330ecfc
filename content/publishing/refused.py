"""Why a step was not taken."""

from collections.abc import Iterable


class Refused(Exception):
    """The step was not taken and nothing was changed. `reasons` are sentences for whoever asked for it."""

    def __init__(self, reasons: str | Iterable[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))
