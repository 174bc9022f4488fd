"""`manage.py replay`."""
