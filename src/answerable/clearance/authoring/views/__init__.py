"""The pages of drafting, one file for each."""
