"""A stand-in of CGRU's module of this name, for tests: one request to afserver on a connection of its own."""

import json
import socket

import cgruconfig


def sendServer(data, verbose=False):
    body = data.encode()
    address = (cgruconfig.VARS["af_servername"], cgruconfig.VARS["af_serverport"])
    try:
        connection = socket.create_connection(address, timeout=12)
    except OSError as error:
        print("Could not open socket: %s" % error)
        return False, None
    with connection:
        connection.sendall(b"AFANASY %d JSON" % len(body) + body)
        received = b""
        while b"JSON" not in received:
            received += connection.recv(4096)
        header, received = received.split(b"JSON", 1)
        while len(received) < int(header.split()[1]):
            received += connection.recv(4096)
    return True, json.loads(received)
