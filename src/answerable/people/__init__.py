"""The organisation, its sections and persons, what they may do, what they have shown, and the policy they adopted."""
