"""Rules that ask about a row that contradicts itself; ``assemble/queries.py`` runs them."""
