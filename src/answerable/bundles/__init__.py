"""A case as one folder for others: a BagIt bag with its entries, their proofs, what may be read, and what may not."""
