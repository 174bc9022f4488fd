"""Migrations of the ground: schema, and the guards that refuse changes to what is on record."""
