"""Pages of home, sections, registers and figures: one file for each."""
