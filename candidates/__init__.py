"""The second floor: who takes part.

Candidates, their applications and their identity numbers, and the reading of sheets in which units send
them. Imports campaigns and oversight.
"""
