"""Puts a job on a pool: python integration.py HOST:PORT "gpu + nuke" < job.json > job-on-its-pool.json

The job is what afserver takes, with "blocks". What it says of masks itself stays in force.
"""

import json
import socket
import sys

OF_BLOCKS = ("hosts_mask", "hosts_mask_exclude")
OF_JOBS = OF_BLOCKS + ("hosts_mask_type", "need_properties", "pools", "annotation", "description", "user_name")


def picked(members, names):
    return {name: members[name] for name in names if name in members}


def ask(address, command, args):
    host, port = address.rsplit(":", 1)
    request = {"version": 2, "id": 1, "command": command, "args": args}
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(json.dumps(request).encode() + b"\n")
        answer = connection.makefile("rb")
        header = json.loads(answer.readline(1024))
        body = json.loads(answer.read(header["size"]))
    if header["type"] == "error":
        sys.exit("%s: %s" % (body["code"], body["message"]))
    return body


address, expression = sys.argv[1:]
job = json.load(sys.stdin)
said = dict(picked(job, OF_JOBS), blocks=[picked(block, OF_BLOCKS) for block in job["blocks"]])
answer = ask(address, "PLAN JOB", {"expression": expression, "job": said})
job.update(answer["job"])
for block in answer["blocks"]:
    job["blocks"][block["number"]].update(block["change"])
for warning in answer["plan"]["warnings"]:
    print("warning: %s" % warning["message"], file=sys.stderr)
print(json.dumps(job, indent=2))
