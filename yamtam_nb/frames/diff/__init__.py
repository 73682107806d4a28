"""What is different between two states of a prefix, down to the path inside a value."""
