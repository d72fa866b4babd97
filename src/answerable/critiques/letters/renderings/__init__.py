"""A letter and the reply to it, as read, in three forms: lines for a terminal, JSON, and one page of HTML."""
