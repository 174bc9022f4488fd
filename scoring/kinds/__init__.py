"""One file a kind of stage: evidence and rules in, outcome out. PURE; the list of kinds is in registry.py."""
