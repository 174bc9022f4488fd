"""The only writers of this floor: applications, one by one and from sheets."""
