"""Reviews: somebody independent looks again at a matter: terms, reviewers, what they saw, their drafts, the outcome."""
