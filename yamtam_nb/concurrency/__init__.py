"""Session, lock, election and transactional memory, in the key layout of etcd's own Go package."""
