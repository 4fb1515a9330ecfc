"""The evidence as a whole: the table over all conditions, what rests on each source, the data as files."""
