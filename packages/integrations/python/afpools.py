"""Pools of Afanasy render hosts, for programs that submit jobs.

One file for Python 3.6 and later, without dependencies. It asks the Pool Server for pools and puts jobs on them::

    import af, afpools

    job = af.Job("shot-010")
    job.blocks.append(af.Block("render", "blender"))
    plan = afpools.apply(job, "gpu + nuke")
    for warning in plan.warnings:
        print(warning)
    job.send()

While the server is away a job is put on pools as they were when it answered last, and says so.

On the command line: ``python afpools.py pools`` and ``python afpools.py mask "gpu + nuke"``.
"""

import argparse
import hashlib
import json
import os
import re
import socket
import ssl
import sys
import tempfile
import time
import unicodedata
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple, Union

__all__ = [
    "AfpoolsError",
    "ExpressionNode",
    "ExpressionParser",
    "Plan",
    "Pool",
    "PoolServer",
    "ResponseDecoder",
    "Setting",
    "apply",
    "cgru_config",
    "duration",
    "encode_request",
    "expression_tokens",
    "find_pool",
    "is_on_pool",
    "page_address",
    "pool_label",
    "quote_pool_name",
    "read_json",
    "rename_pools",
    "server_address",
    "tls_context",
    "user_folder",
    "write_json",
]

Json = Dict[str, Any]

DEFAULT_PORT = 9999
DEFAULT_TIMEOUT = 4.0
"""Seconds for all of a question: connecting, TLS, the answer."""


class AfpoolsError(RuntimeError):
    """What went wrong: a stable code for programs, a message for people."""

    def __init__(self, code: str, message: str, details: Optional[Json] = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details: Json = details or {}

    @property
    def is_away(self) -> bool:
        """Does it say that the server cannot answer now, rather than what it answers?"""
        return self.code in _AWAY


_AWAY = frozenset(["SERVER_UNREACHABLE", "TIMEOUT", "SERVER_CLOSING", "TOO_MANY_CONNECTIONS", "STORE_UNAVAILABLE"])

_CODES = _AWAY.union(
    """INVALID_ARGUMENT INVALID_HOST_NAME INVALID_HOST_PATTERN INVALID_POOL_NAME INVALID_EXPRESSION INVALID_CONFIG
    INVALID_FILE MASK_EMPTY MASK_TOO_LARGE MASK_UNREADABLE MASK_INEXACT FARM_UNKNOWN POOL_NOT_FOUND CHANGE_NOT_FOUND
    JOB_NOT_FOUND NAME_TAKEN CONFLICT MALFORMED_MESSAGE MESSAGE_TOO_LARGE UNSUPPORTED_VERSION UNKNOWN_COMMAND
    UNEXPECTED_ANSWER TLS_REQUIRED FORBIDDEN ABORTED AFSERVER_REFUSED STORE_TOO_NEW STORE_CORRUPT INTERNAL""".split()
)


# --- Settings ---------------------------------------------------------------------------------------------------------


class Setting(NamedTuple):
    """A value, and where it was found."""

    value: str
    source: str


def server_address() -> Setting:
    """Where pools are asked for, and which setting says so.

    In this order: ``AFPOOLS_SERVER``, ``af_pools_server`` in CGRU's configuration, the file beside this one that
    ``afpools install`` writes, else this machine. It is ``HOST``, ``HOST:PORT`` or ``[IPV6]:PORT``, with ``tls://``
    before it for TLS, ``legacy://`` for a Pool Server of 2019; or ``mongodb://…``, the pool database itself, read
    through PyMongo.
    """
    return _setting("AFPOOLS_SERVER", "af_pools_server", "server") or Setting("127.0.0.1:%d" % DEFAULT_PORT, "default")


def page_address() -> str:
    """The address of the Pool Manager's page: a setting, else port 9980 of the server's machine."""
    found = _setting("AFPOOLS_PAGE", "af_pools_page", "page")
    if found:
        return found.value
    address = server_address().value
    host = "127.0.0.1" if address.startswith("mongodb") else _Address.parse(address).host
    return "http://%s:9980/" % ("[%s]" % host if ":" in host else host)


def _setting(variable: str, cgru_key: str, member: str) -> Optional[Setting]:
    in_environment = os.environ.get(variable)
    if in_environment:
        return Setting(in_environment, variable)
    in_cgru = cgru_config().get(cgru_key)
    if isinstance(in_cgru, str) and in_cgru:
        return Setting(in_cgru, "%s of CGRU's configuration" % cgru_key)
    file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "afpools.json")
    installed = read_json(file).get(member)
    return Setting(installed, file) if isinstance(installed, str) and installed else None


def cgru_config() -> Json:
    """CGRU's configuration as its programs read it; empty without CGRU. CGRU's own reader would write files."""
    root = os.environ.get("CGRU_LOCATION")
    if not root:
        return {}
    windows = sys.platform.startswith("win")
    systems = ["windows"] if windows else ["unix", "macosx" if sys.platform == "darwin" else "linux"]
    values: Json = {}
    seen: Set[str] = set()

    def take(members: Json) -> None:
        for key, value in members.items():
            if key.startswith("OS_"):
                if key[3:] in systems and isinstance(value, dict):
                    take(value)
            elif isinstance(value, dict) and isinstance(values.get(key), dict):
                values[key].update(value)
            elif key and not key.startswith("-"):
                values[key] = value

    def load(file: str) -> None:
        if file in seen:
            return
        seen.add(file)
        members = read_json(file).get("cgru_config")
        if not isinstance(members, dict):
            return
        take(members)
        included = members.get("include")
        for name in included if isinstance(included, list) else []:
            load(os.path.join(os.path.dirname(file), str(name)))

    load(os.path.join(root, "config_default.json"))
    custom = os.environ.get("CGRU_CUSTOM_CONFIG")
    if custom:
        load(custom)
    home = os.environ.get("APPDATA") or os.environ.get("HOME")
    if home and (windows or os.geteuid() != 0):
        load(os.path.join(home, "cgru" if windows else ".cgru", "config.json"))
    return values


def read_json(file: str) -> Json:
    """The object in a file; an empty one where there is none that can be read."""
    try:
        with open(file, encoding="utf-8-sig") as stream:
            value = json.load(stream)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


# --- The pool protocol (packages/protocol/SPEC.md) --------------------------------------------------------------------

_MAX_HEADER_BYTES = 1024
_MAX_NESTING = 32
_MAX_BODY_BYTES = 256 * 1024 * 1024
_LEGACY_REQUEST = b'{"type": "request", "command": "GET POOLS"}'


def encode_request(identity: Union[int, str], command: str, args: Json, keep: bool = False) -> bytes:
    """The bytes of a request of version 2."""
    request: Json = {"version": 2, "id": identity, "command": command, "args": args}
    if keep:
        request["keep"] = True
    return _dump(request).encode("utf-8") + b"\n"


def _dump(value: Any) -> str:
    """JSON as JavaScript writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _load(text: str) -> Any:
    """JSON and nothing beyond it. Raises ValueError."""

    def refuse(constant: str) -> None:
        raise ValueError("%s is no JSON" % constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise ValueError("too many values in each other") from None


class ResponseDecoder:
    """Turns the bytes that a server sends, in whatever pieces they come, into answers.

    An answer is an object: ``{"kind": "result", "id", "body", "age"?}``, ``{"kind": "error", "id", "error"}``,
    ``{"kind": "legacy", "body"}`` (of the protocol of 2019), or, as the last, ``{"kind": "broken", "code",
    "message"}``.
    """

    def __init__(self, max_body_bytes: int = _MAX_BODY_BYTES) -> None:
        self._max_body_bytes = max_body_bytes
        self._held = bytearray()
        self._header: Optional[Json] = None
        self._in_body = False
        self._padding = 0
        self._broken = False

    def push(self, data: bytes) -> List[Json]:
        """The answers that these bytes complete."""
        if self._broken:
            raise AfpoolsError("UNEXPECTED_ANSWER", "The answers before could not be understood.")
        self._held += data
        answers: List[Json] = []
        try:
            while self._step(answers):
                pass
        except ValueError as error:
            answers.append(self._break(str(error)))
        return answers

    def end(self) -> List[Json]:
        """To be called when no more bytes will come: a ``broken`` if they end within an answer."""
        if self._broken or (self._header is None and not self._held.strip()):
            return []
        return [self._break("the connection ended within it")]

    def _step(self, answers: List[Json]) -> bool:
        """Goes on by one part; False when it needs more bytes."""
        if self._header is None:
            return self._read_header()
        if not self._in_body:
            return self._read_gap(self._header)
        return self._read_body(self._header, answers)

    def _read_header(self) -> bool:
        start = len(self._held) - len(self._held.lstrip(b" \t\r\n"))
        if start > _MAX_HEADER_BYTES:
            raise ValueError("no header comes")
        if start == len(self._held):
            return False
        end = _object_end(self._held, start)
        if end is None:
            return False
        header = _load(self._held[start:end].decode("utf-8"))
        del self._held[:end]
        self._header = _checked_header(header, self._max_body_bytes)
        self._in_body = False
        self._padding = 0
        return True

    def _read_gap(self, header: Json) -> bool:
        if not self._held:
            return False
        if header["kind"] == "legacy":
            spaces = len(self._held) - len(self._held.lstrip(b" "))
            self._padding += spaces
            if self._padding > _MAX_HEADER_BYTES:
                raise ValueError("no body follows the header")
            del self._held[:spaces]
            if not self._held:
                return False
        else:
            if self._held[0] != 0x0A:
                raise ValueError("no line end follows the header")
            del self._held[:1]
        self._in_body = True
        return True

    def _read_body(self, header: Json, answers: List[Json]) -> bool:
        size = header["size"]
        if len(self._held) < size:
            return False
        body = _load(bytes(self._held[:size]).decode("utf-8"))
        del self._held[:size]
        self._header = None
        answer: Json = {"kind": header["kind"]}
        if header["kind"] != "legacy":
            answer["id"] = header["id"]
        if header["kind"] == "error":
            answer["error"] = _error_of(body)
        else:
            answer["body"] = body
        if "age" in header:
            answer["age"] = header["age"]
        answers.append(answer)
        return True

    def _break(self, reason: str) -> Json:
        self._broken = True
        message = "The answer cannot be understood: %s. Is it a Pool Server that answers, of this version?" % reason
        return {"kind": "broken", "code": "UNEXPECTED_ANSWER", "message": message}


def _object_end(held: bytearray, start: int) -> Optional[int]:
    """Where the object that begins at ``start`` ends; nothing while it does not. Raises ValueError."""
    if held[start] != 0x7B:
        raise ValueError("it begins with byte 0x%02x" % held[start])
    braces = nesting = 0
    in_text = escaped = False
    for at in range(start, min(len(held), start + _MAX_HEADER_BYTES)):
        byte = held[at]
        if byte in b"\r\n":
            raise ValueError("a line ends within its header")
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in b"{[":
            nesting += 1
            braces += byte == 0x7B
            if nesting > _MAX_NESTING:
                raise ValueError("its header is too deep")
        elif byte in b"}]":
            nesting -= 1
            braces -= byte == 0x7D
            if braces == 0:
                return at + 1
    if len(held) - start >= _MAX_HEADER_BYTES:
        raise ValueError("its header does not end")
    return None


def _checked_header(header: Json, max_body_bytes: int) -> Json:
    def is_number(value: Any) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0

    version, identity = header.get("version"), header.get("id")
    said: Any = header.get("size")
    if not is_number(said) or said > 2**53 or said != int(said):
        raise ValueError("its header says no size")
    size = int(said)
    if size == 0 or size > max_body_bytes:
        raise ValueError("its body of %d bytes is empty or longer than the %d allowed" % (size, max_body_bytes))
    kinds = {"response": "result", "error": "error"}
    kind = kinds.get(str(header.get("type")))
    if "version" not in header:
        if kind != "result":
            raise ValueError("its header has no type")
        return {"kind": "legacy", "size": size}
    if version != 2:
        raise ValueError("it is of version %s of the protocol" % _dump(version))
    is_identity = isinstance(identity, (str, int)) and not isinstance(identity, bool)
    if kind is None or "id" not in header or not (is_identity or (identity is None and kind == "error")):
        raise ValueError("its header lacks a member, or one of them is wrong")
    checked: Json = {"kind": kind, "id": identity, "size": size}
    if kind == "result" and "age" in header:
        if not is_number(header["age"]):
            raise ValueError("its age is no number of seconds")
        checked["age"] = header["age"]
    return checked


def _error_of(body: Any) -> Json:
    if not isinstance(body, dict) or not isinstance(body.get("code"), str) or not isinstance(body.get("message"), str):
        return {"code": "UNEXPECTED_ANSWER", "message": "An error without code and message.", "details": {}}
    details = body.get("details", {})
    details = details if isinstance(details, dict) else {}
    code, message = body["code"], body["message"]
    if code in _CODES:
        return {"code": code, "message": message, "details": details}
    # A later server may have more codes: its message says what.
    return {
        "code": "UNEXPECTED_ANSWER",
        "message": "%s (%s)" % (message, code),
        "details": {**details, "code": code},
    }


class _Address(NamedTuple):
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = "[%s]" % self.host if ":" in self.host else self.host
        return "%s%s:%d" % (self.scheme and self.scheme + "://", host, self.port)

    @classmethod
    def parse(cls, text: str) -> "_Address":
        match = re.match(
            r"(?:(tls|legacy)://)?(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?\Z", text.strip()
        )
        port = int(match.group(4) or DEFAULT_PORT) if match else 0
        if not match or not 0 < port < 65536:
            raise AfpoolsError(
                "INVALID_CONFIG",
                "%s is no Pool Server's address; use HOST:PORT or tls://HOST:PORT." % _dump(text),
            )
        return cls(match.group(1) or "", match.group(2) or match.group(3), port)


def _exchange(address: _Address, requests: bytes, answers: int, timeout: float) -> List[Json]:
    """Sends these bytes and gives as many answers. Raises AfpoolsError."""
    deadline = time.monotonic() + timeout

    def rest() -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout()
        return left

    connection: Optional[socket.socket] = None
    try:
        connection = socket.create_connection((address.host, address.port), timeout=rest())
        if address.scheme == "tls":
            connection.settimeout(rest())
            connection = tls_context().wrap_socket(connection, server_hostname=address.host)
        connection.settimeout(rest())
        connection.sendall(requests)
        decoder = ResponseDecoder()
        received: List[Json] = []
        while len(received) < answers:
            connection.settimeout(rest())
            data = connection.recv(1 << 16)
            received += decoder.push(data) if data else decoder.end()
            if received and received[-1]["kind"] == "broken":
                raise AfpoolsError("UNEXPECTED_ANSWER", received[-1]["message"])
            if not data and received and received[-1]["kind"] == "error":
                # What the server refuses altogether it answers once, whatever it was asked.
                return received
            if not data and len(received) < answers:
                raise AfpoolsError("SERVER_UNREACHABLE", "The Pool Server at %s closed without an answer." % (address,))
        return received
    except socket.timeout:
        raise AfpoolsError(
            "TIMEOUT", "The Pool Server at %s does not answer within %g s." % (address, timeout)
        ) from None
    except ssl.SSLError as error:
        raise AfpoolsError(
            "UNEXPECTED_ANSWER",
            "TLS with the Pool Server at %s failed: %s. AFPOOLS_CA names the file of its authority's certificate (PEM)."
            % (address, error.reason or error),
        ) from error
    except OSError as error:
        raise AfpoolsError(
            "SERVER_UNREACHABLE", "The Pool Server at %s cannot be reached: %s." % (address, error.strerror or error)
        ) from error
    finally:
        if connection is not None:
            connection.close()


def tls_context() -> ssl.SSLContext:
    """With the system's authorities, and that of ``AFPOOLS_CA`` or ``af_pools_ca`` in CGRU's configuration."""
    context = ssl.create_default_context()
    if hasattr(ssl, "TLSVersion"):
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # novm - Python 3.6 has no such setting
    else:
        context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
    authority = _setting("AFPOOLS_CA", "af_pools_ca", "ca")
    if authority:
        try:
            context.load_verify_locations(authority.value)
        except (OSError, ssl.SSLError) as error:
            raise AfpoolsError(
                "INVALID_CONFIG",
                "%s of %s is no file of certificates: %s." % (authority.value, authority.source, error),
            ) from error
    return context


# --- Pools, from a server or a database -------------------------------------------------------------------------------


class Pool(NamedTuple):
    """A pool of render hosts."""

    id: str
    name: str
    hosts: List[str]
    """Its members, by name or by rule."""
    online: Optional[int]
    """How many of them are online; None where that is not known."""
    rules: List[str]


def pool_label(pool: Pool) -> str:
    """A pool in one line: ``gpu (2 of 3 online)``."""
    hosts = len(pool.hosts)
    if pool.online is not None:
        return "%s (%d of %d online)" % (pool.name, pool.online, hosts)
    return "%s (%d host%s)" % (pool.name, hosts, "" if hosts == 1 else "s")


class _Snapshot(NamedTuple):
    """Pools as they were at a time, in seconds since 1970."""

    pools: List[Pool]
    dialect: str
    """The afserver that reads masks: 3.4 (and later) or 3.3 (and earlier)."""
    at: float


class PoolServer:
    """Asks a Pool Server, or a database, for pools.

    :param address: see :func:`server_address`, which is the default.
    :param timeout: seconds for one question.

    Methods raise :class:`AfpoolsError`. All but :meth:`pools` need a Pool Server of today.
    """

    def __init__(self, address: Optional[str] = None, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.address = address or server_address().value
        self.timeout = timeout
        self._database = self.address if re.match(r"mongodb(\+srv)?://", self.address) else ""
        self._server = None if self._database else _Address.parse(self.address)

    @property
    def plans(self) -> bool:
        """Can it plan masks? A database and a server of 2019 know pools only."""
        return self._server is not None and self._server.scheme != "legacy"

    def ask(self, command: str, args: Optional[Json] = None) -> Any:
        """The answer to one command of the pool protocol."""
        return self.ask_all([(command, args or {})])[0]

    def pools(self) -> List[Pool]:
        """All pools. They are kept on disk for when the server is away."""
        return self.snapshot().pools

    def hosts(self) -> List[Json]:
        """The farm's hosts: ``{"name", "online", "pools"}``."""
        hosts: List[Json] = self.ask("GET HOSTS")["hosts"]
        return hosts

    def farm(self) -> List[Json]:
        """What each host of the farm does: ``{"name", "online", "tasks", "held", "nativePool"}``."""
        hosts: List[Json] = self.ask("GET FARM")["hosts"]
        return hosts

    def mask(self, expression: str, masks: Optional[Json] = None) -> Json:
        """What keeps a new job on a pool expression: the ``plan`` of the protocol's ``GET MASK``."""
        args: Json = {"expression": expression}
        if masks:
            args["masks"] = masks
        plan: Json = self.ask("GET MASK", args)["plan"]
        return plan

    def plan_job(self, args: Json) -> Json:
        """What puts a job on a pool: the answer to the protocol's ``PLAN JOB``."""
        answer: Json = self.ask("PLAN JOB", args)
        return answer

    def snapshot(self) -> _Snapshot:
        """Asks for all pools, and keeps them on disk."""
        snapshot = self._read_snapshot()
        write_json(
            self._cache_file,
            {
                "version": 1,
                "address": self.address_shown,
                "at": snapshot.at,
                "dialect": snapshot.dialect,
                "pools": [pool._asdict() for pool in snapshot.pools],
            },
        )
        return snapshot

    def last_snapshot(self) -> Optional[_Snapshot]:
        """Pools as they were when they could be asked for last; nothing if they never could."""
        kept = read_json(self._cache_file)
        try:
            if kept.get("version") != 1 or kept["address"] != self.address_shown:
                return None
            pools = [_pool_of(pool) for pool in kept["pools"]]
            return _Snapshot(pools, "3.3" if kept["dialect"] == "3.3" else "3.4", float(kept["at"]))
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def address_shown(self) -> str:
        """The address without a password."""
        return re.sub(r"(?<=//)[^/@]*@", "", self.address)

    @property
    def _cache_file(self) -> str:
        name = re.sub(r"[^A-Za-z0-9.]+", "-", self.address_shown)[:60]
        number = hashlib.sha256(self.address_shown.encode("utf-8")).hexdigest()[:8]
        return os.path.join(user_folder("cache"), "pools-%s-%s.json" % (name, number))

    def _read_snapshot(self) -> _Snapshot:
        now = time.time()
        if self._database:
            return _Snapshot(_pools_in_mongodb(self._database, self.timeout), "3.4", now)
        server = self._server
        assert server is not None
        if server.scheme == "legacy":
            answer = _exchange(server, _LEGACY_REQUEST, 1, self.timeout)[0]
            if answer["kind"] != "legacy" or not isinstance(answer["body"], list):
                raise AfpoolsError("UNEXPECTED_ANSWER", "%s is no Pool Server of 2019." % (server,))
            return _Snapshot([_legacy_pool(document) for document in answer["body"]], "3.4", now)
        # A mask for a host that nobody has tells which afserver reads it.
        listed, masked = self.ask_all([("GET POOLS", {}), ("GET MASK", {"expression": "host:afpools"})])
        return _Snapshot([_pool_of(pool) for pool in listed["pools"]], masked["plan"]["dialect"], now)

    def ask_all(self, commands: Sequence[Tuple[str, Json]]) -> List[Any]:
        """The answers to several commands, asked on one connection."""
        server = self._server
        if server is None or not self.plans:
            raise AfpoolsError(
                "INVALID_ARGUMENT", "%s knows pools and nothing else. Ask a Pool Server." % self.address_shown
            )
        last = len(commands) - 1
        requests = b"".join(
            encode_request(number, command, args, keep=number < last) for number, (command, args) in enumerate(commands)
        )
        bodies = []
        for answer in _exchange(server, requests, len(commands), self.timeout):
            if answer["kind"] == "error":
                error = answer["error"]
                raise AfpoolsError(error["code"], error["message"], error["details"])
            if answer["kind"] != "result":
                raise AfpoolsError(
                    "UNEXPECTED_ANSWER",
                    "The Pool Server at %s is of 2019; write its address as legacy://%s." % (server, server),
                )
            bodies.append(answer["body"])
        return bodies


def _pool_of(pool: Json) -> Pool:
    return Pool(pool["id"], pool["name"], list(pool["hosts"]), pool["online"], list(pool["rules"]))


def _legacy_pool(document: Json) -> Pool:
    """A pool as the collection of 2019 holds it."""
    identity = document.get("_id")
    if isinstance(identity, dict):
        identity = identity.get("$oid")
    clients = document.get("clients")
    names: Dict[str, str] = {}
    for client in clients if isinstance(clients, list) else []:
        if isinstance(client, dict) and isinstance(client.get("hostname"), str):
            name = client["hostname"].strip(_WHITE)
            names.setdefault(name.lower(), name)
    rules = document.get("rules")
    return Pool(
        str(identity),
        str(document.get("name")),
        list(names.values()),
        None,
        [str(rule) for rule in rules] if isinstance(rules, list) else [],
    )


def _pools_in_mongodb(url: str, timeout: float) -> List[Pool]:
    try:
        import pymongo
        import pymongo.errors
    except ImportError:
        raise AfpoolsError(
            "INVALID_CONFIG", "To read MongoDB directly this Python needs PyMongo: afpools install pymongo."
        ) from None
    milliseconds = int(timeout * 1000)
    try:
        options: Json = {"serverSelectionTimeoutMS": milliseconds, "connectTimeoutMS": milliseconds}
        client: Any = pymongo.MongoClient(url, **options)
        with client:
            collection = client.get_default_database("afpools").get_collection("pools")
            return [_legacy_pool(document) for document in collection.find()]
    except pymongo.errors.PyMongoError as error:
        shown = re.sub(r"(?<=//)[^/@]*@", "", url)
        raise AfpoolsError("STORE_UNAVAILABLE", "The pool database %s does not answer: %s." % (shown, error)) from error


def user_folder(kind: str) -> str:
    """The user's folder of this program for ``cache`` or ``config``."""
    if sys.platform.startswith("win"):
        base = os.environ.get("LOCALAPPDATA" if kind == "cache" else "APPDATA")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches" if kind == "cache" else "~/Library/Preferences")
    else:
        base = os.environ.get("XDG_%s_HOME" % kind.upper()) or os.path.expanduser("~/.%s" % kind)
    return os.path.join(base or tempfile.gettempdir(), "afpools")


def write_json(file: str, value: Json) -> None:
    """Replaces the file in one step. What cannot be kept is not kept: a submission does not fail for it."""
    temporary = "%s.%d.new" % (file, os.getpid())
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as stream:
            json.dump(value, stream)
        os.replace(temporary, file)
    except (OSError, UnicodeError):
        try:
            os.remove(temporary)
        except OSError:
            pass


# --- Pool expressions, as far as they can be worked out without a server ----------------------------------------------

_WHITE = "\t\n\x0b\x0c\r \xa0\u1680%s\u2028\u2029\u202f\u205f\u3000\ufeff" % "".join(map(chr, range(0x2000, 0x200B)))
_TOKEN = re.compile(
    r'[%s]+|([+&()])|"((?:[^"\\]|\\.)*)("?)|([^%s"+&()]+)' % (re.escape(_WHITE), re.escape(_WHITE)), re.DOTALL
)
_PLAIN_NAME = re.compile(r'(?!-)[^%s"+&()*?\[\]\\:]+\Z' % re.escape(_WHITE))
_HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}\Z")
_MAX_DEPTH = 100


class ExpressionNode(NamedTuple):
    """``pool`` and ``host`` have a text, ``+``, ``-`` and ``&`` a left and a right side."""

    kind: str
    text: str = ""
    left: "Optional[ExpressionNode]" = None
    right: "Optional[ExpressionNode]" = None


class ExpressionParser:
    """Reads an expression as ``parseExpression`` of @afpools/core does, but for patterns and Afanasy's own pools."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._tokenize())
        self._position = 0
        self._depth = 0

    def parse(self) -> ExpressionNode:
        node = self._sum()
        if self._kind() != "end":
            raise self._error('"+", "-" or "&" is missing here; a name that has white space goes in quotes')
        return node

    def _tokenize(self) -> Iterator[Tuple[str, str, int]]:
        for match in _TOKEN.finditer(self._text):
            sign, quoted, close, word = match.groups()
            at = match.start()
            if sign or word == "-":
                yield sign or "-", "", at
            elif word:
                yield "word", word, at
            elif quoted is not None:
                if not close or not quoted.strip(_WHITE):
                    raise self._error("the quoted name is empty or not closed", at)
                yield "quoted", re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL), at
        yield "end", "", len(self._text)

    def _kind(self) -> str:
        return self._tokens[self._position][0]

    def _take(self) -> Tuple[str, str, int]:
        token = self._tokens[self._position]
        self._position += 1
        return token

    def _sum(self) -> ExpressionNode:
        left = self._product()
        while self._kind() in "+-":
            left = ExpressionNode(self._take()[0], "", left, self._product())
        return left

    def _product(self) -> ExpressionNode:
        left = self._operand()
        while self._kind() == "&":
            left = ExpressionNode(self._take()[0], "", left, self._operand())
        return left

    def _operand(self) -> ExpressionNode:
        kind, text, at = self._take()
        if kind == "quoted":
            return ExpressionNode("pool", text)
        if kind == "word":
            return self._word(text, at)
        if kind != "(":
            raise self._error("a pool is missing", at)
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._error("too many parentheses in each other", at)
        inner = self._sum()
        self._depth -= 1
        if self._take()[0] != ")":
            raise self._error('"(" has no ")"', at)
        return inner

    def _word(self, text: str, at: int) -> ExpressionNode:
        prefix = re.match(r"(host|native):", text, re.IGNORECASE)
        if not prefix and not re.search(r"[*?]", text):
            return ExpressionNode("pool", text)
        name = text[prefix.end() :] if prefix else text
        if prefix and prefix.group(1).lower() == "host" and _HOST_NAME.match(name):
            return ExpressionNode("host", name)
        raise AfpoolsError(
            "FARM_UNKNOWN",
            "%s can only be worked out by a Pool Server that answers, since it needs the farm." % _dump(text),
        )

    def _error(self, reason: str, at: Optional[int] = None) -> AfpoolsError:
        column = (self._tokens[self._position][2] if at is None else at) + 1
        return AfpoolsError(
            "INVALID_EXPRESSION", "%s is no pool expression: at column %d, %s." % (_dump(self._text), column, reason)
        )


def expression_tokens(text: str) -> List[Tuple[str, str, int]]:
    """The parts of an expression: each its kind (``word``, ``quoted``, ``+ - & ( )``, at last ``end``), text and place.

    Raises :class:`AfpoolsError` for a quoted name that is empty or not closed.
    """
    return list(ExpressionParser(text)._tokens)


def quote_pool_name(name: str) -> str:
    """A pool's name as an expression: in quotes unless it reads as one word and as nothing else."""
    if _PLAIN_NAME.match(name):
        return name
    return '"%s"' % re.sub(r'["\\]', r"\\\g<0>", name)


def _format(node: ExpressionNode, rename: Callable[[str], str] = lambda name: name) -> str:
    """The expression in its normal form."""
    if node.kind == "pool":
        return quote_pool_name(rename(node.text))
    if node.kind == "host":
        return "host:" + node.text
    assert node.left is not None and node.right is not None
    left, right = _format(node.left, rename), _format(node.right, rename)
    if node.kind == "&" and node.left.kind in "+-":
        left = "(%s)" % left
    if node.right.kind in "+-" or (node.kind == "&" and node.right.kind == "&"):
        right = "(%s)" % right
    return "%s %s %s" % (left, node.kind, right)


def rename_pools(expression: str, rename: Callable[[str], str]) -> str:
    """The expression with other names for its pools; what stands between them stays.

    Raises :class:`AfpoolsError` for a quoted name that is empty or not closed.
    """
    expression_tokens(expression)

    def renamed(match: "re.Match[str]") -> str:
        _, quoted, _, word = match.groups()
        if quoted is not None:
            return quote_pool_name(rename(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)))
        is_pool = word and word != "-" and not re.search(r"[*?]|^(host|native):", word, re.IGNORECASE)
        return quote_pool_name(rename(word)) if is_pool else match.group()

    return _TOKEN.sub(renamed, expression)


def _named(node: ExpressionNode) -> List[str]:
    """The pools that it names, as it names them, each text once."""
    if node.kind == "pool":
        return [node.text]
    names = _named(node.left) + _named(node.right) if node.left and node.right else []
    return list(dict.fromkeys(names))


def _pool_key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip(_WHITE).lower())


def find_pool(pools: List[Pool], name: str) -> Pool:
    """By id, else by this very name, else without regard to case."""
    tests: List[Callable[[Pool], bool]] = [
        lambda pool: pool.id == name,
        lambda pool: pool.name == name,
        lambda pool: _pool_key(pool.name) == _pool_key(name),
    ]
    for test in tests:
        for pool in pools:
            if test(pool):
                return pool
    import difflib

    near = difflib.get_close_matches(_pool_key(name), [_pool_key(pool.name) for pool in pools], 1)
    guess = next((' Did you mean "%s"?' % pool.name for pool in pools if _pool_key(pool.name) in near), "")
    raise AfpoolsError("POOL_NOT_FOUND", "There is no pool %s.%s" % (_dump(name), guess), {"pool": name})


def _resolve(node: ExpressionNode, pools: List[Pool]) -> Dict[str, Set[str]]:
    """The hosts that it means, by their names in lower case, with all spellings that are known of them."""
    if node.kind == "pool":
        return {name.lower(): {name} for name in find_pool(pools, node.text).hosts}
    if node.kind == "host":
        key = node.text.lower()
        return {key: {node.text}.union(name for pool in pools for name in pool.hosts if name.lower() == key)}
    assert node.left is not None and node.right is not None
    left, right = _resolve(node.left, pools), _resolve(node.right, pools)
    if node.kind == "+":
        return {key: left.get(key, set()) | right.get(key, set()) for key in [*left, *right]}
    return {key: names for key, names in left.items() if (key in right) == (node.kind == "&")}


# --- A job's plan without a server ------------------------------------------------------------------------------------
# What is written here is read by @afpools/afanasy (src/job-pools): a job that was put on its pool while the server was
# away is followed by it like any other.

_MAX_STATES = 90_000
"""Of an expression in afserver's std::regex, which drops masks of more than 100,000 without a word."""

_TAG_MEMBER = "afpools"


def _plan_from(snapshot: _Snapshot, node: ExpressionNode, job: Json, restart_strays: bool) -> Json:
    """What the protocol's PLAN JOB would answer, with a plainer mask. Refuses what it cannot say exactly."""
    own = _OwnMasks(job, snapshot.dialect)
    meant = {key: {*known, key} for key, known in _resolve(node, snapshot.pools).items()}
    names = sorted({name for known in meant.values() for name in known})
    maskable = [name for name in names if _HOST_NAME.match(name)]
    included = [name for name in maskable if own.includes(name)]
    hosts = [
        min(known) for known in meant.values() if any(name in included and not own.excludes(name) for name in known)
    ]
    if not hosts:
        raise AfpoolsError(
            "MASK_EMPTY",
            "%s has no host that this job may use: it would wait for ever." % _format(node),
            {"expression": _format(node)},
        )
    fields = _mask_fields(included, own, snapshot.dialect)
    named = {name: find_pool(snapshot.pools, name) for name in _named(node)}
    kept: Json = {key: text for key, text in own.texts.items() if text}
    if own.type:
        kept["hosts_mask_type"] = own.type
    tag: Json = {
        "version": 1,
        "expression": _format(node),
        "pools": {name: named[name].id for name in sorted(named, key=_place)},
        "enforcement": "mask",
        "own": kept,
    }
    if restart_strays:
        tag["restartStrays"] = True
    shown = _format(node, lambda name: named[name].name)
    annotation = "pool: " + shown + (" (strays restart)" if restart_strays else "")
    before = job.get("annotation", "")
    fields["annotation"] = before + "; " + annotation if before else annotation
    warnings = []
    skipped = [name for name in names if name not in maskable]
    if skipped:
        warnings.append("%s cannot stand in a mask and stay out." % ", ".join(map(_dump, skipped)))
    ruled = [pool.name for pool in named.values() if pool.rules and pool.online is None]
    if ruled:
        warnings.append("Hosts that the rules of %s let in stay out: only a Pool Server knows them." % ", ".join(ruled))
    return {
        "job": {key: value for key, value in fields.items() if job.get(key, "") != value},
        "blocks": _block_changes(job["blocks"], tag, own),
        "plan": {"hosts": sorted(hosts), "online": None, "warnings": [{"message": text} for text in warnings]},
    }


def _place(name: str) -> Tuple[bool, int]:
    """Where JavaScript puts a member of this name: whole numbers first, the others as they come."""
    is_number = re.match(r"(0|[1-9][0-9]{0,9})\Z", name) is not None and int(name) < 2**32 - 1
    return (not is_number, int(name) if is_number else 0)


def _mask_fields(names: List[str], own: "_OwnMasks", dialect: str) -> Json:
    if dialect == "3.3":
        names = sorted({name.lower() for name in names})
    # Plain alternatives of the escaped names: docs/masks.md says which characters all afservers read alike.
    mask = "|".join(name.replace(".", "[.]") for name in names)
    if sum(len(name) + 3 for name in names) > _MAX_STATES:
        raise AfpoolsError(
            "MASK_TOO_LARGE",
            "The mask for %d hosts would be too large for afserver. Submit when the Pool Server answers." % len(names),
        )
    mark = hashlib.sha256(_dump([mask]).encode("utf-8")).hexdigest()[:8]
    fields: Json = {"hosts_mask": "%s|#%s" % (mask, mark), "hosts_mask_exclude": own.translated("hosts_mask_exclude")}
    if dialect != "3.3":
        fields["hosts_mask_type"] = "regex"
    return fields


class _OwnMasks:
    """The masks that a job has itself, where all afservers read them alike and it is certain of what type they are."""

    def __init__(self, job: Json, dialect: str) -> None:
        self.texts: Dict[str, str] = {key: job.get(key, "") for key in _MASKS}
        self._dialect = dialect
        said = job.get("hosts_mask_type")
        blocks = [text for block in job["blocks"] for text in (block.get(key, "") for key in _MASKS)]
        if dialect != "3.3" and not said and any([*self.texts.values(), *blocks]):
            raise AfpoolsError(
                "MASK_UNREADABLE",
                "The job has hosts masks of its own and does not say of what type: only a Pool Server that answers "
                'knows what afserver makes of them. Remove them, or set hosts_mask_type to "find" or "regex".',
            )
        self.type: Optional[str] = None if dialect == "3.3" else said or "find"
        for text in [*self.texts.values(), *blocks]:
            self.translate(text)

    def includes(self, name: str) -> bool:
        return self._matches("hosts_mask", name, True)

    def excludes(self, name: str) -> bool:
        return self._matches("hosts_mask_exclude", name, False)

    def translated(self, key: str) -> str:
        return self.translate(self.texts[key])

    def translate(self, text: str) -> str:
        """As a regular expression of the same meaning; empty where nothing is masked."""
        prefixes = _prefixes(text)
        if not prefixes and (self._dialect != "3.3" or not text):
            return ""
        if self.type == "find":
            if re.search(r"[\\^]", text):
                raise _unreadable(text)
            return "(%s).*" % "|".join(re.sub(r"[.*+?(){}$\[\]]", r"[\g<0>]", prefix) for prefix in prefixes)
        if not _SURE_REGEX.match(text):
            raise _unreadable(text)
        try:
            re.compile(text)
        except re.error:
            raise _unreadable(text) from None
        return text

    def _matches(self, key: str, name: str, without: bool) -> bool:
        text = self.translated(key)
        if text == "":
            return without
        if self.type == "find":
            return any(name.startswith(prefix) for prefix in _prefixes(self.texts[key]))
        return re.fullmatch(text, name, re.IGNORECASE if self._dialect == "3.3" else 0) is not None


_MASKS = ("hosts_mask", "hosts_mask_exclude")
_CLASS = r"\[(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[._])+\]"
_PART = r"(?:[A-Za-z0-9_-]|\.\*|\.|%s)" % _CLASS
_SURE_REGEX = re.compile(r"%s+(?:\|%s+)*\Z" % (_PART, _PART))
"""Alternatives of characters, classes, ``.`` and ``.*``: there is nothing in them that engines read in two ways."""


def _prefixes(text: str) -> List[str]:
    return [prefix for prefix in re.split(r"[|;,: ]", text) if prefix]


def _unreadable(text: str) -> AfpoolsError:
    return AfpoolsError(
        "MASK_UNREADABLE",
        "The pool cannot be joined with the job's own mask %s without a Pool Server that answers. Remove the mask, or "
        'write it with plain characters, classes, ".", ".*" and "|" only.' % _dump(text[:80]),
    )


def _block_changes(blocks: List[Json], job_tag: Json, own: "_OwnMasks") -> List[Json]:
    changes = []
    for number, block in enumerate(blocks):
        change: Json = {}
        tag: Json = {"job": job_tag} if number == 0 else {}
        texts = {key: block.get(key, "") for key in _MASKS}
        if own.type == "find" and any(texts.values()):
            # Masks of blocks are of the job's type, which is another one now.
            tag["own"] = texts
            for key, text in texts.items():
                if own.translate(text) != text:
                    change[key] = own.translate(text)
        if tag:
            change["custom_data"] = _with_tag(block.get("custom_data", ""), tag)
            changes.append({"number": number, "change": change})
    return changes


def _with_tag(custom_data: str, tag: Json) -> str:
    """A block's custom data with the pool's; what is there stays: an object gets one member more, other text a line."""
    text = _dump({_TAG_MEMBER: tag})
    if custom_data == "":
        return text
    if _object_in(custom_data) is None:
        return custom_data + "\n" + text
    end = custom_data.rindex("}")
    start = custom_data[:end]
    return start + (" " if start.strip(_WHITE) == "{" else ",") + text[1:-1] + custom_data[end:]


def _has_tag(custom_data: str) -> bool:
    found = [_object_in(custom_data), _object_in(custom_data.rsplit("\n", 1)[-1])]
    return any(members is not None and _TAG_MEMBER in members for members in found)


def _object_in(text: str) -> Optional[Json]:
    try:
        value = _load(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


# --- Jobs -------------------------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """What puts a job on its pool, and what a person should know of it."""

    expression: str
    job: Json
    """Members to set on the job; those that are not here stay."""
    blocks: List[Json]
    """``{"number", "change"}``: members to set on the block of that number, from 0."""
    hosts: List[str]
    """The hosts that may render the job."""
    online: Optional[int]
    """How many of them are online; None where that is not known."""
    warnings: List[str]
    is_away: bool
    """Was it made without the server, from pools as they were?"""


def apply(
    job: Any,
    expression: str,
    server: Optional[PoolServer] = None,
    hosts_mask: Optional[str] = None,
    hosts_mask_exclude: Optional[str] = None,
    hosts_mask_type: Optional[str] = None,
    restart_strays: bool = False,
    enforcement: Optional[str] = None,
) -> Plan:
    """Puts a job that is yet to be sent on the hosts of a pool expression, with the tag by which it follows its pool.

    :param job: an ``af.Job`` of CGRU, or a job's members as afserver takes them, with ``blocks``.
    :param hosts_mask: the user's own mask, in place of the job's; so the next two. A pool never widens them.
    :param hosts_mask_exclude: hosts that stay out whatever the pool.
    :param hosts_mask_type: ``find`` or ``regex``.
    :param restart_strays: tasks on a host that leaves the pool are to be started anew elsewhere.
    :param enforcement: ``mask`` or ``property``; default: as the server is set to.

    Raises :class:`AfpoolsError`, and then changes nothing. While the server is away, masks are made from pools as they
    were; what that cannot say exactly is refused.
    """
    members = _members(job)
    given = {
        "hosts_mask": hosts_mask,
        "hosts_mask_exclude": hosts_mask_exclude,
        "hosts_mask_type": hosts_mask_type,
    }
    own = {key: value for key, value in given.items() if value is not None}
    server = server or PoolServer()
    plan = _plan(server, {**_fields_of(members), **own}, expression, restart_strays, enforcement)
    members.update(own)
    members.update(plan.job)
    for block in plan.blocks:
        members["blocks"][block["number"]].update(block["change"])
    return plan


def is_on_pool(job: Any) -> bool:
    """Does a job that is yet to be sent bear a pool's tag already?"""
    blocks = _members(job)["blocks"]
    return bool(blocks) and _has_tag(_text(blocks[0], "custom_data", "The first block"))


def _members(job: Any) -> Json:
    if isinstance(job, dict):
        members = job
    else:
        job.fillBlocks()
        members = job.data
    blocks = members.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise AfpoolsError("INVALID_ARGUMENT", "The job has no list of blocks.")
    return members


def _fields_of(members: Json) -> Json:
    """What a Pool Server looks at of a job. afserver passes over what is of another kind than it expects."""
    if not members["blocks"]:
        raise AfpoolsError("INVALID_ARGUMENT", "A job without blocks cannot be put on a pool: it renders nothing.")
    fields: Json = {}
    for key in (*_MASKS, "need_properties", "annotation", "user_name"):
        text = _text(members, key, "The job")
        if text:
            fields[key] = text
    if members.get("hosts_mask_type") in ("find", "regex"):
        fields["hosts_mask_type"] = members["hosts_mask_type"]
    pools = members.get("pools")
    if isinstance(pools, dict) and pools:
        fields["pools"] = pools
    fields["blocks"] = []
    for number, block in enumerate(members["blocks"]):
        texts = {key: _text(block, key, "Block %d" % number) for key in (*_MASKS, "custom_data")}
        fields["blocks"].append({key: text for key, text in texts.items() if text})
    return fields


def _text(members: Json, key: str, what: str) -> str:
    value = members.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AfpoolsError(
            "INVALID_ARGUMENT", "%s has a %s that is no text, and afserver would pass over it." % (what, key)
        )
    return value


_CACHE_SECONDS = 600


def _plan(server: PoolServer, job: Json, expression: str, restart_strays: bool, enforcement: Optional[str]) -> Plan:
    if server.plans:
        args: Json = {"expression": expression, "job": job}
        if restart_strays:
            args["restartStrays"] = True
        if enforcement:
            args["enforcement"] = enforcement
        try:
            answer = server.plan_job(args)
        except AfpoolsError as error:
            if not error.is_away:
                raise
            return _plan_away(server, job, expression, restart_strays, error)
        _keep_pools(server)
        return _plan_of(expression, answer, [], False)
    try:
        snapshot = server.snapshot()
    except AfpoolsError as error:
        if not error.is_away:
            raise
        return _plan_away(server, job, expression, restart_strays, error)
    return _plan_of(expression, _plan_untagged(snapshot, job, expression, restart_strays), [], False)


def _plan_away(server: PoolServer, job: Json, expression: str, restart_strays: bool, error: AfpoolsError) -> Plan:
    snapshot = server.last_snapshot()
    if snapshot is None:
        raise AfpoolsError(
            error.code, error.message + " It never answered before, so its pools are not known."
        ) from error
    try:
        answer = _plan_untagged(snapshot, job, expression, restart_strays)
    except AfpoolsError as refusal:
        raise AfpoolsError(error.code, "%s %s" % (error.message, refusal.message), refusal.details) from error
    warning = "%s The job is put on the pool as it was %s ago." % (error.message, duration(time.time() - snapshot.at))
    return _plan_of(expression, answer, [warning], True)


def _plan_untagged(snapshot: _Snapshot, job: Json, expression: str, restart_strays: bool) -> Json:
    if any(_has_tag(block.get("custom_data", "")) for block in job["blocks"]):
        raise AfpoolsError(
            "INVALID_ARGUMENT", "The job is on a pool already, and only a Pool Server that answers can change that."
        )
    return _plan_from(snapshot, ExpressionParser(expression).parse(), job, restart_strays)


def _plan_of(expression: str, answer: Json, warnings: List[str], is_away: bool) -> Plan:
    plan = answer["plan"]
    told = [warning["message"] for warning in plan["warnings"]]
    return Plan(expression, answer["job"], answer["blocks"], plan["hosts"], plan["online"], warnings + told, is_away)


def _keep_pools(server: PoolServer) -> None:
    """Keeps the pools for a time when the server is away, now and then."""
    kept = server.last_snapshot()
    if kept is not None and 0 <= time.time() - kept.at < _CACHE_SECONDS:
        return
    try:
        server.snapshot()
    except AfpoolsError:
        pass


def duration(seconds: float) -> str:
    """A time for people: ``3 minutes``."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return "%d %s%s" % (count, unit, "" if count == 1 else "s")
    return "less than a minute"


# --- Command line -----------------------------------------------------------------------------------------------------


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="afpools.py", description="Pools of Afanasy render hosts.")
    parser.add_argument("--server", help="HOST:PORT, tls://HOST:PORT, legacy://HOST:PORT or mongodb://…")
    parser.add_argument("--json", action="store_true", help="print JSON")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("pools", help="list the pools")
    mask = commands.add_parser("mask", help="the job fields for a pool or an expression")
    mask.add_argument("expression")
    field = commands.add_parser("field", help="what to write in a hosts mask for an expression")
    field.add_argument("expression")
    commands.add_parser("page", help="open the Pool Manager's page in a browser")
    commands.add_parser("check", help="say which server is asked and whether it answers")
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    try:
        _COMMANDS[options.command](options)
    except AfpoolsError as error:
        print("error: %s" % error.message, file=sys.stderr)
        return 1
    return 0


def _print_pools(options: argparse.Namespace) -> None:
    pools = PoolServer(options.server).pools()
    _print(options, [pool._asdict() for pool in pools], "\n".join(pool_label(pool) for pool in pools))


def _print_mask(options: argparse.Namespace) -> None:
    server = PoolServer(options.server)
    warnings: List[str] = []
    if server.plans:
        plan = server.mask(options.expression)
        fields = plan["fields"]
        warnings = [warning["message"] for warning in plan["warnings"]]
    else:
        answer = _plan_from(server.snapshot(), ExpressionParser(options.expression).parse(), {"blocks": [{}]}, False)
        fields = {key: answer["job"].get(key, "") for key in (*_MASKS, "hosts_mask_type")}
        # The mark is for jobs that bear a tag.
        fields["hosts_mask"] = fields["hosts_mask"].rsplit("|#", 1)[0]
        warnings = [warning["message"] for warning in answer["plan"]["warnings"]]
    for warning in warnings:
        print("warning: %s" % warning, file=sys.stderr)
    _print(options, fields, "\n".join("%s: %s" % field for field in fields.items()))


def _print_field(options: argparse.Namespace) -> None:
    import afpools_chooser
    import afpools_field

    chooser = afpools_chooser.Chooser(PoolServer(options.server))
    chooser.load()
    mask = afpools_field.write_field(options.expression, chooser.id_of)
    _print(options, {"hosts_mask": mask}, mask)


def _open_page(options: argparse.Namespace) -> None:
    import webbrowser

    address = page_address()
    opened = webbrowser.open(address)
    _print(options, {"page": address, "opened": opened}, address)


def _print_check(options: argparse.Namespace) -> None:
    setting = Setting(options.server, "--server") if options.server else server_address()
    server = PoolServer(setting.value)
    pools = server.pools()
    sendable = _hook_state()
    found = {
        "python": "%d.%d.%d" % sys.version_info[:3],
        "module": os.path.abspath(__file__),
        "server": server.address_shown,
        "source": setting.source,
        "pools": len(pools),
        "hook": sendable,
    }
    _print(options, found, "\n".join("%s: %s" % item for item in found.items()))


def _hook_state() -> str:
    """Does CGRU's ``af`` put jobs on pools in this Python?"""
    try:
        import af
    except Exception as error:  # CGRU's modules fail in many ways.
        return "CGRU's af cannot be imported: %s" % error
    return "on" if getattr(af.Job.send, "puts_on_pools", False) else "off"


def _print(options: argparse.Namespace, value: Any, text: str) -> None:
    print(json.dumps(value, indent=2) if options.json else text)


_COMMANDS: Dict[str, Callable[[argparse.Namespace], None]] = {
    "pools": _print_pools,
    "mask": _print_mask,
    "field": _print_field,
    "page": _open_page,
    "check": _print_check,
}


if __name__ == "__main__":
    sys.exit(main())
