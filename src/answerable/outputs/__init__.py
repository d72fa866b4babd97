"""Drafts of reports, releases, posts, replies and translations; their statements; which finding each rests on."""
