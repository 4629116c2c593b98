"""What is kept: the files that a run writes and later runs, people and programs read."""

from netmatrix.corpus.store import Interrupted, Stored, StoreError, load_rows, rewrite, write

__all__ = ["Interrupted", "StoreError", "Stored", "load_rows", "rewrite", "write"]
