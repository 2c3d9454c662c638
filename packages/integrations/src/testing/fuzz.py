"""Gives afpools.py what no server, file or program should: ``fuzz.py SEED ROUNDS``.

Whatever comes, all that may be raised is an AfpoolsError of a code that means something. Prints how many of each
outcome there were.
"""

import copy
import json
import os
import random
import socket
import struct
import sys
import tempfile
import threading
from collections import Counter
from typing import Any, Callable, Dict, List, Optional, Tuple

import afpools
import afpools_choice
import afpools_chooser

POOL = {"id": "65f000000000000000000001", "name": "gpu", "hosts": ["pc-01", "pc-02"], "online": 1, "rules": []}
PLAN = {
    "dialect": "3.4",
    "fields": {"hosts_mask": "pc-0[12]", "hosts_mask_exclude": "", "hosts_mask_type": "regex"},
    "hosts": ["pc-01", "pc-02"],
    "online": None,
    "warnings": [{"code": "NO_HOST_ONLINE", "message": "No host is online."}],
}
ANSWERS: Dict[str, Any] = {
    "GET POOLS": {"pools": [POOL, {**POOL, "id": "2", "name": "Heavy Sim", "rules": ["ws-*"], "online": None}]},
    "GET HOSTS": {"farm": True, "hosts": [{"name": "pc-01", "online": True, "pools": ["gpu"]}]},
    "GET FARM": {"hosts": [{"name": "pc-01", "online": True, "tasks": 0, "held": None, "nativePool": "/fx"}]},
    "GET MASK": {"plan": PLAN},
    "PLAN JOB": {
        "job": {"hosts_mask": "pc-01", "annotation": "pool: gpu"},
        "blocks": [{"number": 0, "change": {"custom_data": "{}"}}],
        "plan": PLAN,
    },
}
LEGACY = [{"_id": {"$oid": POOL["id"]}, "name": "gpu", "clients": [{"hostname": "pc-01", "engine": ""}]}]
VALUES: List[Any] = [None, True, 0, -1, 2**70, 1.5, 1e308, "", "x", "pc-01", "\ud800", "\u0000\u001b[2J"]
VALUES += [[], {}, [[]], {"a": {}}, ["x", 1]]
JOB: Dict[str, Any] = {
    "name": "j",
    "user_name": "anna",
    "hosts_mask": "pc",
    "hosts_mask_type": "find",
    "annotation": "",
    "pools": {"/fx": 1},
    "blocks": [{"name": "b", "hosts_mask": "", "custom_data": '{"a":1}'}, {"name": "c", "hosts_mask_exclude": "ws"}],
}
SIGNS = "\t \"'&()*+,-./:;?@[\\]_|{}%#~019azAZé\u200b\u2028🎬\ud800\0"
SCHEMES = ["", "tls://", "legacy://", "http://", "mongodb://", "mongodb+srv://", "MONGODB://", "ftp://"]


class BadServer:
    """Answers each connection with what it is told to, on loopback."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0)) if hasattr(socket, "create_server") else _listen()
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.answer: Callable[[List[str]], bytes] = lambda _: b""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                try:
                    connection.settimeout(5)
                    asked = _commands(connection)
                    connection.sendall(self.answer(asked))
                    connection.shutdown(socket.SHUT_WR)
                    # Not a reset: what was sent is to arrive.
                    while connection.recv(1 << 16):
                        pass
                except OSError:
                    pass


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    return listener


def _commands(connection: socket.socket) -> List[str]:
    """The commands that a client asks, until it asks no more."""
    data = b""
    while True:
        data += connection.recv(1 << 16)
        if data.startswith(b'{"type"'):
            return ["legacy"]
        lines = data.split(b"\n")
        if lines[-1] == b"" and b'"keep":true' not in lines[-2]:
            return [json.loads(line)["command"] for line in lines[:-1]]


class Fuzz:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.server = BadServer()

    def text(self) -> str:
        return "".join(self.random.choice(SIGNS) for _ in range(self.random.randrange(12)))

    def mutated(self, value: Any) -> Any:
        """The value with something in it replaced, left out or added."""
        value = copy.deepcopy(value)
        places: List[Tuple[Any, Any]] = []

        def collect(part: Any) -> None:
            members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
            for key, inner in members:
                places.append((part, key))
                collect(inner)

        collect(value)
        if not places or self.random.random() < 0.05:
            return self.random.choice(VALUES)
        place, key = self.random.choice(places)
        if self.random.random() < 0.3:
            del place[key]
        else:
            place[key] = self.text() if self.random.random() < 0.2 else copy.deepcopy(self.random.choice(VALUES))
        return value

    def frame(self, command: str, number: int) -> bytes:
        body = ANSWERS.get(command, {})
        for _ in range(self.random.choice([0, 0, 1, 1, 2, 3])):
            body = self.mutated(body)
        header: Any = {"version": 2, "type": "response", "id": number, "age": 0}
        if command == "legacy":
            body, header = self.mutated(LEGACY), {"type": "response"}
        elif self.random.random() < 0.1:
            body, header["type"] = self.mutated({"code": "POOL_NOT_FOUND", "message": "x", "details": {}}), "error"
        data = json.dumps(body).encode("ascii")
        header["size"] = len(data)
        if self.random.random() < 0.1:
            header = self.mutated(header)
        lead = json.dumps(header).encode("ascii")
        return (lead.ljust(1024) if command == "legacy" else lead + b"\n") + data

    def reply(self, commands: List[str]) -> bytes:
        data = b"".join(self.frame(command, number) for number, command in enumerate(commands))
        chance = self.random.random()
        if chance < 0.1:
            at = self.random.randrange(len(data) + 1)
            data = data[:at] + struct.pack("B", self.random.randrange(256)) + data[at + 1 :]
        elif chance < 0.2:
            data = data[: self.random.randrange(len(data) + 1)]
        elif chance < 0.25:
            data = bytes(self.random.randrange(256) for _ in range(self.random.randrange(40)))
        return data

    # What is tried

    def ask(self) -> Any:
        scheme = "legacy://" if self.random.random() < 0.15 else ""
        server = afpools.PoolServer(scheme + self.server.address, timeout=5)
        self.server.answer = self.reply
        job, expression = self.job(), self.random.choice(["gpu", "gpu - pc-*", self.text()])
        return self.random.choice([
            server.pools,
            server.hosts,
            server.farm,
            lambda: server.mask(expression),
            lambda: afpools.apply(job, expression, server=server),
            lambda: _refreshed(server),
        ])()  # fmt: skip

    def job(self) -> Any:
        job: Any = JOB
        for _ in range(self.random.randrange(3)):
            job = self.mutated(job)
        return copy.deepcopy(job)

    def away(self) -> Any:
        """A job while the server is away, with pools as they were kept."""
        snapshot = self.mutated({"pools": ANSWERS["GET POOLS"]["pools"]})
        server = afpools.PoolServer("127.0.0.1:1")
        kept = {"version": 1, "address": server.address_shown, "at": 1e9, "dialect": "3.4", **_object(snapshot)}
        afpools.write_json(server._cache_file, self.mutated(kept) if self.random.random() < 0.5 else kept)
        server.last_snapshot()
        return afpools.apply(self.job(), self.random.choice(["gpu", '"Heavy Sim" & gpu', self.text()]), server=server)

    def address(self) -> Any:
        parts = "|db|pc-01.lan|[::1]|10.0.0.1|:9999|/afpools|?w=1|&tls=true|anna:x%40y@|@".split("|")
        text = self.random.choice(SCHEMES)
        for _ in range(self.random.randrange(5)):
            text += self.text() if self.random.random() < 0.2 else self.random.choice(parts)
        shown = afpools.hide_secrets(text)
        server = afpools.PoolServer(text)
        return server.address_shown, server._cache_file, shown

    def config(self) -> Any:
        settings = {"af_pools_server": "127.0.0.1:1", "af_pools_project": {"dune": "gpu"}, "include": ["a"]}
        data = json.dumps(self.mutated({"cgru_config": settings})).encode("ascii")
        for _ in range(self.random.randrange(3)):
            at = self.random.randrange(len(data) + 1)
            data = data[:at] + struct.pack("B", self.random.randrange(256)) + data[at + 1 :]
        with open(os.path.join(os.environ["CGRU_LOCATION"], "config_default.json"), "wb") as stream:
            stream.write(data)
        return self.random.choice([
            afpools.server_address,
            afpools.page_address,
            afpools.PoolServer,
            afpools_choice.Defaults.read,
            lambda: afpools_choice.decide(_object(self.job())),
        ])()  # fmt: skip

    def expression(self) -> Any:
        parts = ["gpu", " + ", " - ", " & ", "(", ")", '"a b"', "host:pc-1", "*", self.text()]
        text = "".join(self.random.choice(parts) for _ in range(9))
        return afpools.rename_pools(text, lambda name: name), afpools.is_on_pool(self.job())


def _refreshed(server: afpools.PoolServer) -> str:
    chooser = afpools_chooser.Chooser(server)
    chooser.refresh()
    chooser.lines("g")
    return chooser.status


def _object(value: Any) -> Dict[str, Any]:
    return value if isinstance(value, dict) else {}


def main(seed: int, rounds: int) -> Optional[str]:
    fuzz = Fuzz(seed)
    outcomes: Counter[str] = Counter()
    for number in range(rounds):
        tried = (fuzz.ask, fuzz.away, fuzz.address, fuzz.config, fuzz.expression)[number % 5]
        try:
            tried()
            outcomes["%s: fine" % tried.__name__] += 1
        except afpools.AfpoolsError as error:
            if error.code == "INTERNAL":
                raise
            outcomes["%s: %s" % (tried.__name__, error.code)] += 1
    print(json.dumps(outcomes, indent=1, sort_keys=True))
    return None


if __name__ == "__main__":
    for variable in ("AFPOOLS_SERVER", "AFPOOLS_PAGE", "CGRU_CUSTOM_CONFIG"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory() as folder:
        for variable in "XDG_CACHE_HOME XDG_CONFIG_HOME LOCALAPPDATA APPDATA HOME CGRU_LOCATION".split():
            os.environ[variable] = folder
        main(int(sys.argv[1]), int(sys.argv[2]))
