"""The third floor: how it is decided.

Evidence, the kinds of stage as pure functions, outcomes and their explanation, replay and archive.
Imports candidates, campaigns and oversight.
"""
