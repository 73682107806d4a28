// Command etcd is etcd's own server, built as a module of its own so that tests can run on this version.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() {
	etcdmain.Main(os.Args)
}
