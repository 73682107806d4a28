"""A prefix in a file: written whole and without loss, and read back with suspicion."""
