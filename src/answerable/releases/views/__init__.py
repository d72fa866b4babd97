"""Pages of cases and releases: one file for each page."""
