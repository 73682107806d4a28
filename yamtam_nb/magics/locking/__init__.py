"""``%%etcd_lock`` and ``%%etcd_elect``: a cell that runs only while nobody else's does."""
