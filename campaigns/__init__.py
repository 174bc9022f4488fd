"""The first floor: what is being run, and when.

Campaigns, positions, selection methods, plans and their check, stages and their life cycle, seats, notices
and the working calendar. Imports oversight only.
"""
