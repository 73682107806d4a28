"""Running the body of a cell magic as if it stood alone, and interrupting it for a reason of our own."""
