"""The whole of a house in one encrypted file, and back."""
