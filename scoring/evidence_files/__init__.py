"""Evidence as files: tables in, marks and leaves out, and the canonical files back.

A file is read in two steps. Its form (columns, numbers, rows twice) is judged alone; who may stand in it is
known only once the stage before is decided. Imports candidates.sheets, the plan and scoring.core.
"""
