"""Changes that are planned, looked at, and then applied as a whole or not over anybody's head."""
