"""One look at a cluster, and a verdict on each thing that can be wrong with it."""
