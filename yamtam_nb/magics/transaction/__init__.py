"""The text of ``%%etcd_txn``: etcdctl's grammar for transactions, read into the model's operations."""
