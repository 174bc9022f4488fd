"""What it costs: each part beside the plainest program that does the same. Prints ratios, never verdicts."""
