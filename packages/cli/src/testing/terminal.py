"""Runs sessions in terminals of their own, as a person would, and prints what each showed as JSON.

Standard input: a list of {"argv": [...], "env": {...}, "cwd": "...", "columns": 80, "rows": 24,
"keys": [["what is waited for", "what is typed then"], ...], "limit": seconds}.
Each answer: {"shown": text, "status": number}; a signal that ended the program is its negative number.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time
from concurrent.futures import ThreadPoolExecutor


def run(session):
    pid, master = pty.fork()
    if pid == 0:
        size = struct.pack("4H", session.get("rows", 24), session.get("columns", 80), 0, 0)
        fcntl.ioctl(0, termios.TIOCSWINSZ, size)
        os.chdir(session["cwd"])
        os.execvpe(session["argv"][0], session["argv"], session["env"])
    keys = list(session.get("keys", []))
    shown = b""
    deadline = time.monotonic() + session.get("limit", 60)
    searched = 0
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
        while keys and keys[0][0].encode() in shown[searched:]:
            searched = len(shown)
            os.write(master, keys.pop(0)[1].encode())
    else:
        os.kill(pid, 9)
    _, status = os.waitpid(pid, 0)
    os.close(master)
    return {
        "shown": shown.decode(errors="replace").replace("\r\n", "\n"),
        "status": os.waitstatus_to_exitcode(status),
    }


sessions = json.load(sys.stdin)
with ThreadPoolExecutor(3) as workers:
    json.dump(list(workers.map(run, sessions)), sys.stdout)
