"""Cases and the evidence in them: items with custody, grades and consent; what is withheld and why."""
