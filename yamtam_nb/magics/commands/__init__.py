"""One module per sub-command: ``SPEC`` says what it takes, ``run`` does it, ``python`` writes it out."""
