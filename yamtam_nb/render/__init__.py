"""How anything is drawn: HTML from hostile text, and aligned plain text."""
