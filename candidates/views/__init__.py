"""The desk's pages about applications: the list, one application, sheets."""
