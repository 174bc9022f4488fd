"""The desk's pages about a campaign: its making, plan, positions, approval, seats, and the working calendar."""
