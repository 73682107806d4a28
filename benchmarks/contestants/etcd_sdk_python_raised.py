"""etcd-sdk-python with grpcio's receive limit of 4 MiB lifted, which its constructor allows."""

import pathlib
import runpy

import pyetcd

frame = runpy.run_path(str(pathlib.Path(__file__).with_name("etcd_sdk_python.py")))["frame"]


def connect(endpoint):
    host, port = endpoint.removeprefix("http://").split(":")
    options = {"grpc.max_receive_message_length": -1}.items()
    return pyetcd.client(host=host, port=int(port), grpc_options=options)
