"""Findings: facts with their counting base, limits, contrary evidence, and law by element."""
