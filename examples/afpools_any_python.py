# -*- coding: utf-8 -*-
"""The pools of a farm, for programs of your own whose Python is 2.7, or 3.3 and later. Copy this one file beside them.

It needs socket and json alone. The modules that afpools install brings need Python 3.6, and can do more.
"""

from __future__ import print_function

import json
import socket
import sys


class PoolError(Exception):
    """Why there is no answer. ``code`` is the server's, such as POOL_NOT_FOUND, or UNREACHABLE."""

    def __init__(self, code, message):
        Exception.__init__(self, message)
        self.code = code


def ask(server, command, args=None, timeout=10):
    """Asks a Pool Server, "HOST:PORT"; returns the answer's JSON. ``timeout``: seconds for each step on the network."""
    host, port = server.rsplit(":", 1)
    request = {"version": 2, "id": 1, "command": command, "args": args or {}}
    try:
        connection = socket.create_connection((host.strip("[]"), int(port)), timeout)
        try:
            connection.sendall(json.dumps(request).encode("utf-8") + b"\n")
            stream = connection.makefile("rb")
            header = json.loads(stream.readline(1024).decode("utf-8"))
            answer = json.loads(stream.read(header["size"]).decode("utf-8"))
        finally:
            connection.close()
    except (IOError, ValueError, KeyError) as error:  # socket.error is an IOError from Python 2.6 on.
        raise PoolError("UNREACHABLE", "The Pool Server at %s gives no answer: %s" % (server, error))
    if header.get("type") == "error":
        raise PoolError(answer["code"], answer["message"])
    return answer


def pools(server):
    """The pools with their hosts, those by rule too, in the farm's spelling: {"gpu": ["pc-01", "pc-03"]}."""
    return dict((pool["name"], pool["hosts"]) for pool in ask(server, "GET POOLS")["pools"])


def mask(server, expression):
    """What to set on a job so that it renders on a pool, or on "gpu + nuke - ws-*": {"hosts_mask": ..., ...}."""
    return ask(server, "GET MASK", {"expression": expression})["plan"]["fields"]


if __name__ == "__main__":
    print(json.dumps(mask(*sys.argv[1:3]) if len(sys.argv) > 2 else pools(sys.argv[1]), sort_keys=True))
