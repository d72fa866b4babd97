"""What waits for me, what my section did, and what everybody may see of overrides and dissent."""
