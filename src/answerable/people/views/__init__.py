"""Pages of people: their keys, and what they sign."""
