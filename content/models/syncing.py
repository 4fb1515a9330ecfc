"""What a row said when file and site last agreed: the third side of the comparison."""

from django.db import models


class SyncedText(models.Model):
    """Digest of the text that file and row had in common at the last load or dump."""

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64, blank=True)  # of the file's own bytes then; empty: not kept yet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="synced_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
