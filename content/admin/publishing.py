"""The publish gate in the admin: what stops a page says so beside the field it is about."""

from content.admin.base import TextForm
from content.gate.rules import Fault, Level
from content.gate.runner import Gate, check
from content.models import State
from content.syncing.kinds import KIND_OF


class PublishForm(TextForm):
    """Lets a page be published only when the gate does. Drafts can be saved as they are."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and self.instance.state == State.PUBLISHED:
            for fault in self.faults():
                self.refuse(fault)

    def faults(self) -> list[Fault]:
        """What the gate says of the page as typed; child rows count as they were last saved."""
        kind = KIND_OF[type(self.instance)]
        saved = self.instance.pk is not None
        children = [child for key in kind.rows for child in getattr(self.instance, key).all()] if saved else []
        return check(Gate().page(kind, self.instance, [self.instance, *children]))

    def refuse(self, fault: Fault) -> None:
        if fault.rule.level == Level.ADVICE:
            return
        asks_reason = fault.rule.level == Level.REASON
        if asks_reason and self.instance.publish_reason:
            return
        line = f"Line {fault.place.line}: " if fault.place.line else ""
        end = " Give a reason for publishing, or mend it." if asks_reason else ""
        field = fault.place.field if fault.place.field in self.fields else None
        self.add_error(field, f"{line}{fault}{end} [{fault.rule.id}]")
