"""The only writers of this floor: campaigns, plans, stages, seats, notices, calendar."""
