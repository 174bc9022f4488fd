"""The desk's pages of stages: the stage, its marks, its outcome, corrections."""
