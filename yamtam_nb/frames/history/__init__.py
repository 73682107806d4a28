"""Everything that happened to a prefix, from the oldest revision that etcd still keeps."""
