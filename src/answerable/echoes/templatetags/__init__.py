"""Filters and tags of the templates of echoes."""
