"""The client of 2019, as its add-on and its test client have it: one recv(1024), one recv(size).

Asks the server at the given port so many times and prints each body on a line of its own.
"""

import json
import socket
import sys

port, times = int(sys.argv[1]), int(sys.argv[2])

for _ in range(times):
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.connect(("127.0.0.1", port))
    connection.send(json.dumps({"type": "request", "command": "GET POOLS"}).encode("utf-8"))
    header = json.loads(connection.recv(1024).decode("utf-8"))
    body = json.loads(connection.recv(header["size"]).decode("utf-8"))
    connection.close()
    print(json.dumps(body))
