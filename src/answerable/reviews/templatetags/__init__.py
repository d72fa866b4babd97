"""Filters for the pages of reviews."""
