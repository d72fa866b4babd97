"""Designations: governed lists of people, such as prisoners of conscience; who is on them, and why."""
