"""The organisation's rules for its gates, as a form and as a file."""
