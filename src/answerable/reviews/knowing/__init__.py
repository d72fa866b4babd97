"""The knowledge timeline: who was sent, opened, commented on or decided about which version, and when, as recorded."""
