"""Files <-> rows: load, dump, and the three-way comparison between them."""
