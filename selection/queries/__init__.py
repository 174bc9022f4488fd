"""Reading for the pages of the roof: what the public may see, what waits for whom, the funnel."""
