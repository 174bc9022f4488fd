"""Notices on paper: text from facts, the page of GB/T 9704, and what must hold before one is published."""
