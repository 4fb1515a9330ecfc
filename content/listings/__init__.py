"""The directory's own rules: reading files of entries, and putting doubles together."""
