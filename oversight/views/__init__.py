"""Pages of the ground: reading rooms of the ledgers, accounts, offices, jobs. Each file is one subject."""
