"""Checks and comparisons for the terminal, for programs, for a browser, and for tools that show findings in code."""
