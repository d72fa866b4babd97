"""Content that may have to be erased, behind salted commitments."""
