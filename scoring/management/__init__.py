"""Commands of the scoring floor. Imports what the floor may import."""
