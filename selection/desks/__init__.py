"""Pages that show several floors at once: a person's desk, a campaign's home, its notices, its archive."""
