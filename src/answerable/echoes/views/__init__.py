"""Pages of releases and their uses: one file for each."""
