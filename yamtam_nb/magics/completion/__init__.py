"""Completion of a line: what may follow, from what is known without asking anyone."""
