"""Forms of this floor; `cleaned_data` holds final types, and no form saves anything."""
