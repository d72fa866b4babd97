"""Training modules, attempts and credentials."""
