"""The only writers of this floor: marks, leaves, and the way of a stage from closed to sealed."""
