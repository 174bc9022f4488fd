"""Notices on paper, without Django.

facts (what is stored) -> text, clauses, lists (words) -> gate (may it be printed?) -> sheet (HTML of the page of
GB/T 9704) -> press (PDF with our fonts alone). `notice.render_notice` goes the whole way.
Imports campaigns.plan and oversight.words only.
"""
