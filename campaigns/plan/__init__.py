"""The plan: its rules as values, its TOML document, its check against the rules of the field. PURE."""
