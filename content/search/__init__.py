"""One search for readers and staff: `searching.search()`. `indexing` keeps it in step with what is public."""
