"""Releases: the board of gates, the release with its certificate, its status, its notices."""
