"""The client of 2019, as its add-on and its test client have it: one recv(1024), one recv(size).

Asks the server at the given address and port so many times and prints each body on a line of its own; null for one that
is no JSON, because only its beginning was read.
"""

import json
import socket
import sys

host, port, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

for _ in range(times):
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.connect((host, port))
    connection.send(json.dumps({"type": "request", "command": "GET POOLS"}).encode("utf-8"))
    header = json.loads(connection.recv(1024).decode("utf-8"))
    try:
        body = json.loads(connection.recv(header["size"]).decode("utf-8"))
    except ValueError:
        body = None
    connection.close()
    print(json.dumps(body))
