"""Files that are sent in pieces and go on where they broke off, by the protocol of tus.io."""
