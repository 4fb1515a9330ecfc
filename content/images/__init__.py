"""Pictures that staff bring: the one door they come in by, and where their files are kept."""
