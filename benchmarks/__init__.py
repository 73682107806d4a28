"""Measurements, side by side in one run: this package, the bare wire, and other etcd clients."""
