"""Fixtures that most tests share."""

from pathlib import Path

import pytest
from django.conf import settings

from content.syncing.loading import load

CONTENT = Path(settings.BASE_DIR) / "content" / "fixtures"


@pytest.fixture
def site_content(db):
    """The site's own content, loaded from its files."""
    load(CONTENT)
