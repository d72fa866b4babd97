"""The pages of lists: the public register for everybody, proposals for insiders."""
