"""Text fields that know how they are written: Markdown, one line of it, or a list of lines."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.text import normalize_newlines
from markdownx.models import MarkdownxField


def tidy_text(text: str) -> str:
    """One kind of line end, no blank lines around: what is stored is what a file would hold."""
    return str(normalize_newlines(text)).strip("\n").rstrip(" \t\n")


def tidy_lines(text: str) -> str:
    """One entry a line, without blank entries or surrounding blanks."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


class TidyText(models.TextField):
    """A text that is stored in one canonical form, whoever typed it."""

    def tidy(self, text: str) -> str:
        return tidy_text(text)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.tidy(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class MarkdownField(TidyText, MarkdownxField):
    """Blocks of Markdown in the site's dialect."""


class LineField(models.CharField):
    """One line of text: what a file writes as one value."""

    default_validators = [RegexValidator(r"\A[^\r\n]*\Z", "Must be one line.")]


class InlineField(LineField):
    """One line of text; the inline part of the dialect (bold, links, citations, facts) may be used."""


class LinesField(TidyText):
    """A list, one entry a line. With `is_inline`, each entry is inline text."""

    def __init__(self, *args: Any, is_inline: bool = False, **kwargs: Any) -> None:
        self.is_inline = is_inline
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.is_inline:
            kwargs["is_inline"] = True
        return name, path, args, kwargs

    def tidy(self, text: str) -> str:
        return tidy_lines(text)
