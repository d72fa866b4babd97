"""When something may be said about people and policy: pure questions to what is on record."""
