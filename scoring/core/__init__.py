"""Exact arithmetic over columns: fixed point, rounding, trimming, correction, ranking. PURE."""
