"""Runbooks: notebooks that handle an incident. What a run may do, what it did, and how it is run headless."""
