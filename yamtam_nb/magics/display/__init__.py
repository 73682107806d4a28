"""How results look: one module per type, with ``text(result, look)`` and ``html(result, look)``."""
