// Marks the root of the module. Each version of etcd has a file of its own: go build -modfile=etcd37.mod
module yamtam.test/etcd

go 1.26.0
