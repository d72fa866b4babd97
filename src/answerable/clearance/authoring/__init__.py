"""Pages on which drafts are written, marked, linked and delivered."""
