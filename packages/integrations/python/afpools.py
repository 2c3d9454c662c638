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
import calendar
import errno
import functools
import hashlib
import ipaddress
import json
import os
import re
import selectors
import socket
import ssl
import sys
import tempfile
import threading
import time
import unicodedata
import urllib.parse
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple, TypeVar, Union

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
"""Seconds for all of a question: the server's name, all of its addresses, TLS, the answer."""


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
    INVALID_FILE MASK_EMPTY MASK_TOO_LARGE MASK_UNREADABLE FARM_UNKNOWN POOL_NOT_FOUND CHANGE_NOT_FOUND
    POOL_CYCLE POOL_IN_USE JOB_NOT_FOUND NAME_TAKEN CONFLICT MALFORMED_MESSAGE MESSAGE_TOO_LARGE REQUEST_TOO_COSTLY
    UNSUPPORTED_VERSION UNKNOWN_COMMAND NOT_SUPPORTED UNEXPECTED_ANSWER TLS_REQUIRED FORBIDDEN ABORTED AFSERVER_REFUSED
    STORE_TOO_NEW STORE_CORRUPT INTERNAL""".split()
)


_Called = TypeVar("_Called", bound=Callable[..., Any])


def _raises_afpools_errors(function: _Called) -> _Called:
    """For what other programs call: whatever goes wrong in it is an AfpoolsError."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except AfpoolsError:
            raise
        except Exception as error:
            raise AfpoolsError("INTERNAL", "Unexpected failure: %s: %s" % (type(error).__name__, error)) from error

    return call  # type: ignore[return-value]


# --- Text that is shown -----------------------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """Foreign text as a terminal or a log can show it.

    What would move the cursor, reverse the text or hide a part of it is written as ``\\n`` or ``\\u{200b}``.
    """

    def shown(character: str) -> str:
        category = unicodedata.category(character)
        if category[0] == "C" or category in ("Zl", "Zp") or _INVISIBLE.match(character):
            return _SHORT_ESCAPES.get(character) or "\\u{%x}" % ord(character)
        return character

    return "".join(map(shown, text))


def _quoted(text: str, most: Optional[int] = None) -> str:
    cut = text if most is None or len(text) <= most else text[:most] + "…"
    return '"%s"' % visible(re.sub(r'["\\]', r"\\\g<0>", cut))


# --- Addresses (packages/core/src/addresses, with the same cases) -----------------------------------------------------

_WHITE = "\t\n\x0b\x0c\r \xa0\u1680%s\u2028\u2029\u202f\u205f\u3000\ufeff" % "".join(map(chr, range(0x2000, 0x200B)))
_HOST_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}\Z")


class _Flaw(Exception):
    """Which part of an address is wrong, and why; never a secret."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part
        self.reason = reason


_Read = TypeVar("_Read")


def _read_address(text: str, what: str, read: Callable[[str], _Read]) -> _Read:
    trimmed = text.strip(_WHITE)
    try:
        return read(trimmed)
    except _Flaw as flaw:
        address = hide_secrets(trimmed)
        raise AfpoolsError(
            "INVALID_CONFIG",
            "%s is not %s: %s." % (_quoted(address, 200), what, flaw.reason),
            {"part": flaw.part, "address": address},
        ) from None


def hide_secrets(address: str) -> str:
    """An address without its secrets, whether it can be read or not."""
    match = re.match(r"(\s*(?:[a-z][a-z0-9+.-]*://)?)(.*)\Z", address, re.IGNORECASE | re.DOTALL | re.ASCII)
    if match is None:
        return address
    scheme, rest = match.groups()
    if not scheme.strip() and re.match(r"(sqlite|memory):", rest, re.IGNORECASE):
        return address
    if "mongodb" not in scheme.lower():
        return scheme + _hide_user(rest, r"[^/?#]*@")
    # Whatever a password holds, it ends at the last "@" that there is.
    return scheme + re.sub(
        r"([?&][^=&]*)=([^&]*)",
        lambda option: (
            option.group(1) + "=***"
            if re.search(r"pass|secret|token|properties|%", option.group(1), re.IGNORECASE)
            else option.group(0)
        ),
        _hide_user(rest, r"(?s:.*)@"),
    )


def _hide_user(rest: str, pattern: str) -> str:
    match = re.match(pattern, rest)
    if match is None or ":" not in match.group(0):
        return rest
    return "%s:***@%s" % (match.group(0).split(":", 1)[0], rest[match.end() :])


class _Address(NamedTuple):
    """Where a Pool Server is. ``path`` is of ``http`` and ``https``: what stands before ``/api``."""

    scheme: str
    host: str
    port: int
    path: str = ""

    def __str__(self) -> str:
        scheme = "" if self.scheme == "tcp" else self.scheme + "://"
        is_default = self.scheme in ("http", "https") and self.port == _PORTS[self.scheme]
        return "%s%s%s" % (scheme, _bracketed(self.host) if is_default else self.endpoint, self.path)

    @property
    def endpoint(self) -> str:
        return "%s:%d" % (_bracketed(self.host), self.port)

    @classmethod
    def parse(cls, text: str) -> "_Address":
        """Raises AfpoolsError."""
        return _read_address(text, "the address of a Pool Server", cls._read)

    @classmethod
    def _read(cls, text: str) -> "_Address":
        written = re.match(r"([a-z][a-z0-9+.-]*)://", text, re.IGNORECASE | re.ASCII)
        scheme = written.group(1).lower() if written else "tcp"
        if scheme not in _PORTS:
            raise _Flaw(
                "scheme",
                '"%s://" is not one of a server; use HOST:PORT, tls://HOST:PORT, http://HOST:PORT or https://HOST:PORT'
                % scheme,
            )
        rest = text[written.end() :] if written else text
        authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
        if "@" in authority:
            raise _Flaw("user", "it takes no user and password; a token is given apart from the address")
        host, port = _read_endpoint(authority, _PORTS[scheme])
        return cls(scheme, host, port, _read_path(scheme, rest[len(authority) :], written is not None))


_PORTS = {"tcp": DEFAULT_PORT, "tls": DEFAULT_PORT, "legacy": DEFAULT_PORT, "http": 80, "https": 443}


def _bracketed(host: str) -> str:
    return "[%s]" % host if ":" in host else host


def _read_path(scheme: str, text: str, has_scheme: bool) -> str:
    if re.search(r"[?#]", text):
        raise _Flaw("path", 'nothing that begins with "?" or "#" belongs to it')
    path = text.rstrip("/")
    if path == "" and (has_scheme or text == ""):
        return ""
    if scheme not in ("http", "https"):
        raise _Flaw("path", "it ends with the port; nothing follows it")
    if not re.match(r"(/[A-Za-z0-9_.~%!$&'()*+,;=:@-]+)+\Z", path):
        raise _Flaw("path", "its path is not one of a URL")
    return path


def _read_endpoint(text: str, default_port: int) -> Tuple[str, int]:
    if _is_ipv6(text):
        raise _Flaw("host", "an IPv6 address stands in brackets: [%s]:%d" % (text, default_port))
    if text.startswith("["):
        end = text.find("]") + 1
        host, after = text[1 : end - 1], text[end:]
        if end == 0:
            raise _Flaw("host", 'its "[" is not closed by a "]"')
        if after and not after.startswith(":"):
            raise _Flaw("host", 'what follows the "]" is not ":PORT"')
        if not _is_ipv6(host):
            raise _Flaw("host", "%s in its brackets is not an IPv6 address" % _quoted(host, 80))
    else:
        host, colon, port = text.partition(":")
        after = colon + port
        flaw = "it names no host" if host == "" else _host_flaw(host)
        if flaw:
            raise _Flaw("host", flaw)
    return host, default_port if after == "" else _read_port(after[1:])


def _read_port(text: str) -> int:
    if text == "":
        raise _Flaw("port", 'no port follows the ":"')
    port = int(text) if re.match(r"[0-9]{1,5}\Z", text) else 0
    if not 0 < port < 65536:
        raise _Flaw("port", "its port %s is not a number of 1-65535" % _quoted(text, 20))
    return port


def _host_flaw(host: str) -> str:
    """Why nothing can be reached under this name or IPv4 address; empty if something can."""
    for character in host:
        if not re.match(r"[A-Za-z0-9._-]", character):
            hint = '; write the name in its ASCII form, "xn--…"' if ord(character) > 0x7F else ""
            return "%s cannot stand in a host's name%s" % (_quoted(character), hint)
    labels = (host[:-1] if host.endswith(".") else host).split(".")
    if "" in labels:
        return "two dots of its host's name have nothing between them, or it begins with one"
    if any(len(label) > 63 for label in labels):
        return "a part of its host's name is longer than 63 characters"
    if len(host) > 253:
        return "its host's name is longer than 253 characters"
    if re.match(r"[0-9]+\Z", labels[-1]) and not _is_ipv4(host):
        return "%s is not an IPv4 address" % _quoted(host, 80)
    return ""


def _is_ipv4(text: str) -> bool:
    return re.match(r"[0-9]{1,3}(\.[0-9]{1,3}){3}\Z", text) is not None and all(
        int(byte) <= 255 for byte in text.split(".")
    )


def _is_ipv6(text: str) -> bool:
    match = re.match(r"([^%]*:[^%]*?)(?:%[A-Za-z0-9_.-]+)?\Z", text)
    try:
        return match is not None and ipaddress.IPv6Address(match.group(1)).version == 6
    except ValueError:
        return False


class _MongoAddress(NamedTuple):
    """Where a MongoDB is, as whom to sign in, and how to use it."""

    scheme: str
    user: Optional[str]
    password: Optional[str]
    hosts: List[Tuple[str, Optional[int]]]
    """Hosts with their ports; a Unix socket and a host of ``mongodb+srv`` have none."""
    database: Optional[str]
    options: List[Tuple[str, str]]

    def __str__(self) -> str:
        """Hosts and database alone."""
        return "%s://%s%s" % (self.scheme, self._places(), self._path())

    def full(self) -> str:
        """With its password: for PyMongo."""
        secret = "" if self.password is None else ":" + _encoded(self.password)
        sign_in = "" if self.user is None else "%s%s@" % (_encoded(self.user), secret)
        query = "&".join("%s=%s" % (name, _encoded(value, "/:,")) for name, value in self.options)
        return "%s://%s%s%s%s" % (self.scheme, sign_in, self._places(), self._path(), query and "?" + query)

    def secrets(self) -> List[str]:
        """What must not be repeated of PyMongo's messages."""
        found = [value for name, value in self.options if re.search("password|properties", name, re.IGNORECASE)]
        found += [] if self.password is None else [self.password]
        return [text for secret in found for text in (secret, _encoded(secret))]

    def _places(self) -> str:
        return ",".join(
            _encoded(host) if host.startswith("/") else host if port is None else "%s:%d" % (_bracketed(host), port)
            for host, port in self.hosts
        )

    def _path(self) -> str:
        if self.database is not None:
            return "/" + _encoded(self.database)
        return "/" if self.options else ""

    @classmethod
    def parse(cls, text: str) -> "_MongoAddress":
        """Raises AfpoolsError."""
        return _read_address(text, "the address of a pool database", cls._read)

    @classmethod
    def _read(cls, text: str) -> "_MongoAddress":
        written = re.match(r"(mongodb(?:\+srv)?)://", text, re.IGNORECASE)
        if written is None:
            raise _Flaw(
                "scheme",
                "use sqlite:PATH, mongodb://HOST:PORT/DATABASE, mongodb+srv://HOST/DATABASE or memory:",
            )
        scheme, rest = written.group(1).lower(), text[written.end() :]
        authority = re.split(r"[/?]", rest, maxsplit=1)[0]
        after = rest[len(authority) :]
        if "@" in after:
            raise _Flaw(
                "path" if "@" in authority else "password",
                'an "@" stands behind a "/" or "?"; in a password "/" is written %2F and "?" is %3F,'
                ' elsewhere "@" is %40',
            )
        path, _, query = (after[1:] if after.startswith("/") else after).partition("?")
        signs_in, at, places = authority.rpartition("@")
        user, password = _read_user(signs_in) if at else (None, None)
        hosts = [_read_mongo_host(scheme, host) for host in places.split(",")]
        if scheme == "mongodb+srv" and len(hosts) > 1:
            raise _Flaw("host", "mongodb+srv:// takes one host; those of the database are in the DNS")
        return cls(scheme, user, password, hosts, _read_database(path), _read_options(query))


_MONGODB_PORT = 27017

_OPTIONS_BY_KIND = {
    "text": "appName authSource compressors readPreferenceTags replicaSet srvServiceName w",
    "file": "tlsCAFile tlsCertificateKeyFile tlsCRLFile",
    "secret": "authMechanismProperties tlsCertificateKeyFilePassword",
    "true or false": "directConnection journal loadBalanced retryReads retryWrites ssl tls tlsAllowInvalidCertificates"
    " tlsAllowInvalidHostnames tlsInsecure",
    "a whole number from 0": "connectTimeoutMS heartbeatFrequencyMS localThresholdMS maxConnecting maxIdleTimeMS"
    " maxPoolSize minPoolSize serverSelectionTimeoutMS socketTimeoutMS srvMaxHosts timeoutMS waitQueueTimeoutMS"
    " wtimeoutMS",
    "a whole number": "maxStalenessSeconds zlibCompressionLevel",
    "one of GSSAPI, MONGODB-AWS, MONGODB-OIDC, MONGODB-X509, PLAIN, SCRAM-SHA-1, SCRAM-SHA-256": "authMechanism",
    "one of available, linearizable, local, majority, snapshot": "readConcernLevel",
    "one of nearest, primary, primaryPreferred, secondary, secondaryPreferred": "readPreference",
    "one of auto, poll, stream": "serverMonitoringMode",
}
_MONGODB_OPTIONS = {name: kind for kind, names in _OPTIONS_BY_KIND.items() for name in names.split()}
"""What each option of a MongoDB address takes: those of its specification that PyMongo and Node's driver both know."""

_OPTION_PATTERNS = {
    "true or false": "true|false",
    "a whole number from 0": "[0-9]{1,10}",
    "a whole number": "-?[0-9]{1,10}",
}

_OPTION_REPLACEMENTS = {
    "j": "journal",
    "wtimeout": "wtimeoutMS",
    "ssl_ca_certs": "tlsCAFile",
    "ssl_certfile": "tlsCertificateKeyFile",
    "ssl_keyfile": "tlsCertificateKeyFile",
    "ssl_pem_passphrase": "tlsCertificateKeyFilePassword",
    "ssl_crlfile": "tlsCRLFile",
    "ssl_cert_reqs": "tlsAllowInvalidCertificates",
    "ssl_match_hostname": "tlsAllowInvalidHostnames",
}


def _read_user(text: str) -> Tuple[str, Optional[str]]:
    user, colon, password = text.partition(":")
    decoded = _decoded(user, "user", "the user")
    if decoded == "":
        raise _Flaw("user", 'no user stands before the "@"')
    if not colon:
        return decoded, None
    secret = _decoded(password, "password", "the password")
    if secret == "":
        raise _Flaw("password", 'no password stands between ":" and "@"')
    return decoded, secret


def _read_mongo_host(scheme: str, text: str) -> Tuple[str, Optional[int]]:
    if re.match(r"%2f|/", text, re.IGNORECASE):
        path = _decoded(text, "host", "the socket")
        if not path.endswith(".sock"):
            raise _Flaw("host", 'the path of its socket does not end in ".sock"')
        return path, None
    if scheme == "mongodb":
        return _read_endpoint(text, _MONGODB_PORT)
    if re.search(r":[0-9]+\Z", text):
        raise _Flaw("port", "mongodb+srv:// takes no port; the DNS has it")
    return _read_endpoint(text, _MONGODB_PORT)[0], None


def _read_database(text: str) -> Optional[str]:
    database = _decoded(text, "database", "the name of the database")
    unusual = re.search(r'[/\\. "$*<>:|?\0]', database)
    if unusual:
        raise _Flaw("database", "%s cannot stand in the name of a database" % _quoted(unusual.group(0)))
    if len(database.encode("utf-8", "replace")) > 63:
        raise _Flaw("database", "the name of its database is longer than 63 bytes")
    return database or None


def _read_options(query: str) -> List[Tuple[str, str]]:
    options: List[Tuple[str, str]] = []
    for part in query.split("&") if query else []:
        written, _, said = part.partition("=")
        name = _option_name(written)
        value = _decoded(said, "option", "an option")
        if value == "":
            raise _Flaw("option", "option %s has no value" % name)
        if name != "readPreferenceTags" and any(known == name for known, _ in options):
            raise _Flaw("option", "option %s stands in it twice" % name)
        _check_option(name, value)
        options.append((name, value))
    found = dict(options)
    if "tls" in found and "ssl" in found and found["tls"] != found["ssl"]:
        raise _Flaw("option", "options tls=%s and ssl=%s contradict each other" % (found["tls"], found["ssl"]))
    return options


def _option_name(written: str) -> str:
    for name in _MONGODB_OPTIONS:
        if name.lower() == written.lower():
            return name
    if written == "":
        raise _Flaw("option", 'an option is empty; options are NAME=VALUE with "&" between them')
    better = _OPTION_REPLACEMENTS.get(written.lower()) or _nearest(written, sorted(_MONGODB_OPTIONS, key=str.lower))
    shown = written if re.match(r"[A-Za-z0-9_.-]{1,60}\Z", written) else _quoted(written, 60)
    raise _Flaw("option", "option %s is not supported%s" % (shown, "; perhaps %s is meant" % better if better else ""))


def _check_option(name: str, value: str) -> None:
    kind = _MONGODB_OPTIONS[name]
    if kind.startswith("one of "):
        is_right = value in kind[len("one of ") :].split(", ")
    else:
        is_right = re.match("(?:%s)\\Z" % _OPTION_PATTERNS.get(kind, "(?s:.*)"), value) is not None
    if not is_right:
        raise _Flaw("option", "option %s is %s; it takes %s" % (name, _quoted(value, 60), kind))


def _decoded(text: str, part: str, what: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise _Flaw(
            part, 'a "%%" in %s is not followed by two hexadecimal digits; a "%%" itself is written %%25' % what
        )
    try:
        result = urllib.parse.unquote_to_bytes(text).decode("utf-8")
    except UnicodeError:
        raise _Flaw(part, "what is percent-encoded in %s is not UTF-8" % what) from None
    if re.search("[\x00-\x1f\x7f]", result):
        raise _Flaw(part, "a control character stands in %s" % what)
    return result


def _encoded(text: str, safe: str = "") -> str:
    # "~" is left alone by Python 3.7 and later only.
    return urllib.parse.quote(text, safe=safe + "~")


def _nearest(text: str, candidates: Sequence[str]) -> Optional[str]:
    """What ``text`` is most likely a mistyped form of: at most a third of it differs."""
    wanted = text.lower()
    least = (0 if len(wanted) < 2 else max(1, len(wanted) // 3)) + 1
    best = None
    for candidate in candidates:
        distance = _distance(wanted, candidate.lower())
        if distance < least:
            best, least = candidate, distance
    return best


def _distance(a: str, b: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that turn ``a`` into ``b``."""
    older: List[int] = []
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            distance = min(row[j - 1] + 1, previous[j] + 1, previous[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                distance = min(distance, older[j - 2] + 1)
            row.append(distance)
        older, previous = previous, row
    return previous[-1]


# --- Settings ---------------------------------------------------------------------------------------------------------


class Setting(NamedTuple):
    """A value, and where it was found."""

    value: str
    source: str


@_raises_afpools_errors
def server_address() -> Setting:
    """Where pools are asked for, and which setting says so.

    In this order: ``AFPOOLS_SERVER``, ``af_pools_server`` in CGRU's configuration, the file beside this one that
    ``afpools install`` writes, else this machine. It is ``HOST``, ``HOST:PORT`` or ``[IPV6]:PORT``, with ``tls://``
    before it for TLS, ``legacy://`` for a Pool Server of 2019; or ``mongodb://…``, the pool database itself, read
    through PyMongo. Raises :class:`AfpoolsError` for a configuration that cannot be read.
    """
    return _setting("AFPOOLS_SERVER", "af_pools_server", "server") or Setting("127.0.0.1:%d" % DEFAULT_PORT, "default")


@_raises_afpools_errors
def page_address() -> str:
    """The address of the Pool Manager's page: a setting, else port 9980 of the server's machine."""
    found = _setting("AFPOOLS_PAGE", "af_pools_page", "page")
    if found:
        return found.value
    address = server_address().value
    if _is_mongodb(address):
        return "http://127.0.0.1:9980/"
    return "http://%s:9980/" % _bracketed(_Address.parse(address).host)


def _is_mongodb(address: str) -> bool:
    return re.match(r"\s*mongodb(\+srv)?:", address, re.IGNORECASE) is not None


def _setting(variable: str, cgru_key: str, member: str) -> Optional[Setting]:
    in_environment = os.environ.get(variable)
    if in_environment:
        return Setting(in_environment, variable)
    in_cgru = cgru_config().get(cgru_key)
    if isinstance(in_cgru, str) and in_cgru:
        return Setting(in_cgru, "%s of CGRU's configuration" % cgru_key)
    file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "afpools.json")
    installed = _read_config(file).get(member)
    return Setting(installed, file) if isinstance(installed, str) and installed else None


@_raises_afpools_errors
def cgru_config() -> Json:
    """CGRU's configuration as its programs read it; empty without CGRU. CGRU's own reader would write files.

    Raises :class:`AfpoolsError` for a file that cannot be read: what it says of pools must not be passed over.
    """
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
        members = _read_config(file).get("cgru_config")
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


def _read_config(file: str) -> Json:
    """The object in a file of configuration; an empty one where there is no such file. Raises AfpoolsError."""
    try:
        with open(file, "rb") as stream:
            data = stream.read(_MAX_CONFIG_BYTES + 1)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return {}
        raise _unreadable_file(file, error.strerror or str(error)) from error
    except ValueError as error:  # A NUL in its name.
        raise _unreadable_file(file, str(error)) from error
    value = _parse_json(_decode_text(data, file), file)
    return value if isinstance(value, dict) else {}


_MAX_CONFIG_BYTES = 16 * 1024 * 1024


def _decode_text(data: bytes, name: str) -> str:
    """Text as people save it: UTF-8, with or without a byte order mark. Raises AfpoolsError."""
    if len(data) > _MAX_CONFIG_BYTES:
        raise _unreadable_file(name, "it is larger than the %d bytes that are read" % _MAX_CONFIG_BYTES)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _unreadable_file(name, "it is UTF-16, not UTF-8. Save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        raise _unreadable_file(
            name,
            "it is not UTF-8: %s holds the byte 0x%02x. Save it as UTF-8" % (_text_place(before), data[error.start]),
        ) from None
    if "\0" in text:
        place = _text_place(text[: text.index("\0")])
        raise _unreadable_file(name, "it is not text: %s holds a NUL byte, as in UTF-16. Save it as UTF-8" % place)
    return text


def _parse_json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = "line %d, column %d" % (error.lineno, error.colno)
        raise _unreadable_file(name, "it is not JSON: %s: %s" % (place, error.msg.lower())) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable_file(name, "it is not JSON: %s" % error) from None


def _text_place(before: str) -> str:
    lines = before.split("\n")
    return "line %d, column %d" % (len(lines), len(lines[-1]) + 1)


def _unreadable_file(name: str, reason: str) -> AfpoolsError:
    return AfpoolsError("INVALID_CONFIG", "%s cannot be read: %s." % (name, reason), {"file": name})


def read_json(file: str) -> Json:
    """The object in a file that this module keeps; an empty one where there is none that can be read."""
    try:
        return _read_config(file)
    except AfpoolsError:
        return {}


# --- The pool protocol (packages/protocol/SPEC.md) --------------------------------------------------------------------

_MAX_HEADER_BYTES = 1024
_MAX_NESTING = 32
_MAX_BODY_BYTES = 256 * 1024 * 1024
_LEGACY_REQUEST = b'{"type": "request", "command": "GET POOLS"}'


def encode_request(identity: Union[int, str], command: str, args: Json, keep: bool = False) -> bytes:
    """The bytes of a request of version 2. Raises AfpoolsError for what JSON in UTF-8 cannot hold."""
    request: Json = {"version": 2, "id": identity, "command": command, "args": args}
    if keep:
        request["keep"] = True
    try:
        return _dump(request).encode("utf-8") + b"\n"
    except UnicodeError:
        raise AfpoolsError(
            "INVALID_ARGUMENT", "A text of the job or expression is not Unicode, as of a file whose name is not UTF-8."
        ) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise AfpoolsError("INVALID_ARGUMENT", "The job or expression cannot be sent: %s." % error) from None


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
        message = "The answer cannot be parsed: %s. Is it a Pool Server of this version?" % reason
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


class _Deadline:
    """When a question must be answered: every part of it waits for what is left until then."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def rest(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise socket.timeout()
        return left


def _in_time(work: Callable[[], _Read], deadline: _Deadline) -> _Read:
    """What ``work`` gives. It may hang and cannot be told to stop: after the deadline it is left to itself."""
    outcome: List[Tuple[Optional[_Read], Optional[BaseException]]] = []

    def run() -> None:
        try:
            outcome.append((work(), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline.rest())
    if not outcome:
        raise socket.timeout()
    value, error = outcome[0]
    if error is not None:
        raise error
    return value  # type: ignore[return-value]


def _exchange(address: _Address, requests: bytes, answers: int, timeout: float) -> List[Json]:
    """Sends these bytes and gives as many answers. Raises AfpoolsError."""
    deadline = _Deadline(timeout)
    connection: Optional[socket.socket] = None
    try:
        connection = _connect(address, deadline)
        if address.scheme == "tls":
            connection = _start_tls(connection, address.host, deadline)
        _send(connection, requests, deadline)
        return _receive(connection, address, answers, deadline)
    except socket.timeout:
        raise AfpoolsError(
            "TIMEOUT", "The Pool Server at %s does not answer within %g s." % (address, timeout)
        ) from None
    except (ssl.SSLError, ssl.CertificateError) as error:
        raise AfpoolsError(
            "UNEXPECTED_ANSWER",
            "TLS with the Pool Server at %s failed: %s. AFPOOLS_CA names the file of its authority's certificate (PEM)."
            % (address, getattr(error, "reason", "") or error),
        ) from error
    except (OSError, ValueError) as error:
        raise AfpoolsError(
            "SERVER_UNREACHABLE",
            "The Pool Server at %s cannot be reached: %s." % (address, getattr(error, "strerror", "") or error),
        ) from error
    finally:
        if connection is not None:
            connection.close()


_NEXT_ADDRESS_SECONDS = 0.25
"""After this time without an answer the next address of a name is tried beside it (RFC 8305)."""


def _connect(address: _Address, deadline: _Deadline) -> socket.socket:
    """A connection that does not block, to that address of the server's name which answers first."""

    def resolve() -> List[Any]:
        return socket.getaddrinfo(address.host, address.port, 0, socket.SOCK_STREAM)

    is_number = ":" in address.host or _is_ipv4(address.host)
    found = resolve() if is_number else _in_time(resolve, deadline)
    failure = OSError("its name has no address")
    with selectors.DefaultSelector() as attempts:
        try:
            while True:
                if found:
                    try:
                        attempts.register(_attempt(found.pop(0)), selectors.EVENT_WRITE)
                    except OSError as error:
                        failure = error
                        continue
                elif not attempts.get_map():
                    raise failure
                rest = deadline.rest()
                for key, _ in attempts.select(min(rest, _NEXT_ADDRESS_SECONDS) if found else rest):
                    tried: Any = key.fileobj
                    attempts.unregister(tried)
                    code = tried.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                    if code == 0:
                        return tried  # type: ignore[no-any-return]
                    failure = OSError(code, os.strerror(code))
                    tried.close()
        finally:
            for key in list(attempts.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]


def _attempt(found: Any) -> socket.socket:
    """Begins to connect. Raises OSError where that fails at once."""
    family, kind, protocol, _, place = found
    connection = socket.socket(family, kind, protocol)
    connection.setblocking(False)
    code = connection.connect_ex(place)
    if code in (0, errno.EINPROGRESS, errno.EWOULDBLOCK, _WSAEWOULDBLOCK):
        return connection
    connection.close()
    raise OSError(code, os.strerror(code))


_WSAEWOULDBLOCK = 10035


def _start_tls(connection: socket.socket, host: str, deadline: _Deadline) -> ssl.SSLSocket:
    secure = tls_context().wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    _when_ready(secure, deadline, selectors.EVENT_READ, secure.do_handshake)
    return secure


def _send(connection: socket.socket, data: bytes, deadline: _Deadline) -> None:
    rest = memoryview(data)
    while rest:
        sent = _when_ready(connection, deadline, selectors.EVENT_WRITE, functools.partial(connection.send, rest))
        rest = rest[sent:]


def _receive(connection: socket.socket, address: _Address, answers: int, deadline: _Deadline) -> List[Json]:
    decoder = ResponseDecoder()
    received: List[Json] = []
    while len(received) < answers:
        data = _when_ready(connection, deadline, selectors.EVENT_READ, functools.partial(connection.recv, 1 << 16))
        received += decoder.push(data) if data else decoder.end()
        if received and received[-1]["kind"] == "broken":
            raise AfpoolsError("UNEXPECTED_ANSWER", received[-1]["message"])
        if not data and received and received[-1]["kind"] == "error":
            # What the server refuses altogether it answers once, whatever it was asked.
            return received
        if not data and len(received) < answers:
            raise AfpoolsError("SERVER_UNREACHABLE", "The Pool Server at %s closed without an answer." % (address,))
    return received[:answers]


def _when_ready(connection: socket.socket, deadline: _Deadline, event: int, operation: Callable[[], _Read]) -> _Read:
    """Does this with a connection that does not block, as soon as it can be done."""
    while True:
        deadline.rest()
        try:
            return operation()
        except ssl.SSLWantReadError:
            wanted = selectors.EVENT_READ
        except ssl.SSLWantWriteError:
            wanted = selectors.EVENT_WRITE
        except BlockingIOError:
            wanted = event
        with selectors.DefaultSelector() as selector:
            selector.register(connection, wanted)
            if not selector.select(deadline.rest()):
                raise socket.timeout()


@_raises_afpools_errors
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
        except (OSError, ValueError) as error:
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
    :param timeout: seconds for one question: the server's name, all of its addresses, TLS, the answer.

    Whatever goes wrong is an :class:`AfpoolsError`. All but :meth:`pools` need a Pool Server of today.
    """

    @_raises_afpools_errors
    def __init__(self, address: Optional[str] = None, timeout: float = DEFAULT_TIMEOUT) -> None:
        self.address = address or server_address().value
        self.timeout = timeout
        self._database = _MongoAddress.parse(self.address) if _is_mongodb(self.address) else None
        self._server = None if self._database else _Address.parse(self.address)
        if self._server is not None and self._server.scheme in ("http", "https"):
            raise AfpoolsError(
                "INVALID_CONFIG",
                "%s is the address of the page; pools are asked for at HOST:%d." % (self._server, DEFAULT_PORT),
            )

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
        host = {"name": str, "online": (bool, None), "pools": [str]}
        hosts: List[Json] = self._checked("GET HOSTS", {}, {"hosts": [host]})["hosts"]
        return hosts

    def farm(self) -> List[Json]:
        """What each host of the farm does: ``{"name", "online", "tasks", "held", "nativePool"}``."""
        host = {
            "name": str,
            "online": (bool, None),
            "tasks": (int, None),
            "held": (str, None),
            "nativePool": (str, None),
        }
        hosts: List[Json] = self._checked("GET FARM", {}, {"hosts": [host]})["hosts"]
        return hosts

    def mask(self, expression: str, masks: Optional[Json] = None) -> Json:
        """What keeps a new job on a pool expression: the ``plan`` of the protocol's ``GET MASK``."""
        args: Json = {"expression": expression}
        if masks:
            args["masks"] = masks
        shape = {**_PLAN_SHAPE, "fields": {str: str}, "dialect": str}
        plan: Json = self._checked("GET MASK", args, {"plan": shape})["plan"]
        return plan

    def plan_job(self, args: Json) -> Json:
        """What puts a job on a pool: the answer to the protocol's ``PLAN JOB``."""
        blocks = [{"number": int, "change": {str: str}}]
        return self._checked("PLAN JOB", args, {"job": {str: object}, "blocks": blocks, "plan": _PLAN_SHAPE})

    @_raises_afpools_errors
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

    @_raises_afpools_errors
    def last_snapshot(self) -> Optional[_Snapshot]:
        """Pools as they were when they could be asked for last; nothing if they never could."""
        kept = read_json(self._cache_file)
        if _misfit(kept, {"version": int, "address": str, "at": (int, float), "dialect": str, "pools": [_POOL_SHAPE]}):
            return None
        if kept["version"] != 1 or kept["address"] != self.address_shown or not 0 <= kept["at"] < 1e12:
            return None
        pools = [_pool_of(pool) for pool in kept["pools"]]
        if any(_HALF_CHARACTER.search(text) for pool in pools for text in (pool.id, pool.name, *pool.hosts)):
            return None
        return _Snapshot(pools, "3.3" if kept["dialect"] == "3.3" else "3.4", float(kept["at"]))

    @property
    def address_shown(self) -> str:
        """The address without secrets."""
        return hide_secrets(self.address)

    @property
    def _cache_file(self) -> str:
        name = re.sub(r"[^A-Za-z0-9.]+", "-", self.address_shown)[:60]
        number = hashlib.sha256(self.address_shown.encode("utf-8", "surrogatepass")).hexdigest()[:8]
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
        pools = self._fitting(listed, {"pools": [_POOL_SHAPE]})["pools"]
        plan = self._fitting(masked, {"plan": {"dialect": str}})["plan"]
        return _Snapshot([_pool_of(pool) for pool in pools], plan["dialect"], now)

    @_raises_afpools_errors
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
        bodies: List[Any] = []
        for answer in _exchange(server, requests, len(commands), self.timeout):
            if answer["kind"] == "error":
                error = answer["error"]
                raise AfpoolsError(error["code"], error["message"], error["details"])
            if answer["kind"] != "result":
                raise AfpoolsError(
                    "UNEXPECTED_ANSWER",
                    "The Pool Server at %s is of 2019; write its address as legacy://%s." % (server, server.endpoint),
                )
            if answer["id"] != len(bodies):
                raise AfpoolsError("UNEXPECTED_ANSWER", "The Pool Server at %s answers another request." % (server,))
            bodies.append(answer["body"])
        return bodies

    def _checked(self, command: str, args: Json, shape: Json) -> Json:
        return self._fitting(self.ask(command, args), shape)

    def _fitting(self, body: Any, shape: Json) -> Json:
        misfit = _misfit(body, shape)
        if misfit:
            raise AfpoolsError(
                "UNEXPECTED_ANSWER",
                "The answer of the Pool Server at %s cannot be understood: %s. Is it of this version?"
                % (self.address_shown, misfit),
            )
        return body  # type: ignore[no-any-return]


_POOL_SHAPE: Json = {"id": str, "name": str, "hosts": [str], "online": (int, None), "rules": [str]}
_PLAN_SHAPE: Json = {"hosts": [str], "online": (int, None), "warnings": [{"message": str}]}


def _misfit(value: Any, shape: Any, place: str = "the body") -> str:
    """Where a value is not as ``shape`` says, and how; empty where it fits.

    A shape is a type, ``None``, a tuple of several, ``[shape]`` for a list, ``{name: shape}`` for an object with at
    least these members, ``{str: shape}`` for one with any.
    """
    if isinstance(shape, tuple):
        misfits = [_misfit(value, one, place) for one in shape]
        return "" if "" in misfits else misfits[0]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return "%s is no list" % place
        found = (_misfit(one, shape[0], "%s[%d]" % (place, number)) for number, one in enumerate(value))
        return next(filter(None, found), "")
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return "%s is no object" % place
        names = list(value) if str in shape else list(shape)
        found = (
            _misfit(value[name], shape.get(name, shape.get(str)), "%s of %s" % (name, place))
            if name in value
            else "%s has no %s" % (place, name)
            for name in names
        )
        return next(filter(None, found), "")
    if shape is None:
        return "" if value is None else "%s is not null" % place
    is_of_kind = isinstance(value, shape) and (shape is not int or not isinstance(value, bool))
    return "" if is_of_kind else "%s is of a wrong kind" % place


def _pool_of(pool: Json) -> Pool:
    return Pool(pool["id"], pool["name"], list(pool["hosts"]), pool["online"], list(pool["rules"]))


def _legacy_pool(document: Any) -> Pool:
    """A pool as the collection of 2019 holds it. Raises AfpoolsError for what is none."""
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        raise AfpoolsError("UNEXPECTED_ANSWER", "What the server or the database of 2019 holds is no list of pools.")
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
        # A compact answer of a server tells none; the tag says so.
        "-" if identity is None else str(identity),
        document["name"],
        list(names.values()),
        None,
        [str(rule) for rule in rules] if isinstance(rules, list) else [],
    )


def _pools_in_mongodb(address: _MongoAddress, timeout: float) -> List[Pool]:
    try:
        import pymongo
        import pymongo.errors
    except ImportError:
        raise AfpoolsError(
            "INVALID_CONFIG", "To read MongoDB directly this Python needs PyMongo: afpools install pymongo."
        ) from None
    milliseconds = int(timeout * 1000)
    names = ("serverSelectionTimeoutMS", "connectTimeoutMS", "socketTimeoutMS")
    options = {**dict.fromkeys(names, milliseconds), **_files_of(address)}

    def read() -> List[Any]:
        client: Any = pymongo.MongoClient(address.full(), **options)
        with client:
            collection = client.get_default_database("afpools").get_collection("pools")
            return list(collection.find())

    try:
        return [_legacy_pool(document) for document in _in_time(read, _Deadline(timeout))]
    except AfpoolsError:
        raise
    except socket.timeout:
        raise AfpoolsError(
            "STORE_UNAVAILABLE", "The pool database %s does not answer within %g s." % (address, timeout)
        ) from None
    except pymongo.errors.ConfigurationError as error:
        raise AfpoolsError(
            "INVALID_CONFIG", "PyMongo does not take the address %s: %s." % (address, _told(error, address))
        ) from None
    except pymongo.errors.PyMongoError as error:
        raise AfpoolsError(
            "STORE_UNAVAILABLE", "The pool database %s does not answer: %s." % (address, _told(error, address))
        ) from None
    except Exception as error:  # Its own, and those of files, names and documents.
        raise AfpoolsError(
            "INVALID_CONFIG", "The pool database %s cannot be read: %s." % (address, _told(error, address))
        ) from None


def _files_of(address: _MongoAddress) -> Json:
    """Options that name a file below the user's folder: PyMongo does not know what "~" means."""
    return {
        name: os.path.expanduser(value)
        for name, value in address.options
        if _MONGODB_OPTIONS[name] == "file" and re.match(r"~(?=\Z|[/\\])", value)
    }


def _told(error: Exception, address: _MongoAddress) -> str:
    text = str(error).rstrip(".")
    for secret in address.secrets():
        text = text.replace(secret, "***")
    return text


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

_TOKEN = re.compile(
    r'[%s]+|([+&()])|"((?:[^"\\]|\\.)*)("?)|([A-Za-z][A-Za-z-]*(?:[<>]=?|[:=])"(?:[^"\\]|\\.)*"?|[^%s"+&()]+)'
    % (re.escape(_WHITE), re.escape(_WHITE)),
    re.DOTALL,
)
_PLAIN_NAME = re.compile(r'(?!-)[^%s"+&()*?\[\]\\:<=>]+\Z' % re.escape(_WHITE))
# What names hosts by other than a pool.
_FACT = re.compile(
    r"(?:(?:host|native):|(?:os|ip|engine|cores|ram|disk|gpu|gpu-ram|user|property|service)(?:[:=]|[<>]=?))",
    re.IGNORECASE,
)
_MAX_DEPTH = 100
_MAX_OPERANDS = 500
_MAX_EXPRESSION = 10_000


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
        if len(text) > _MAX_EXPRESSION:
            raise AfpoolsError(
                "INVALID_EXPRESSION", "The pool expression is longer than %d characters." % _MAX_EXPRESSION
            )
        self._operands = 0
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
        self._operands += 1
        if self._operands > _MAX_OPERANDS:
            raise self._error("it has more than %d operands" % _MAX_OPERANDS, at)
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
        prefix = _FACT.match(text)
        if not prefix and not re.search(r"[*?]", text):
            return ExpressionNode("pool", text)
        name = text[prefix.end() :] if prefix else text
        if prefix and prefix.group().lower() == "host:" and _HOST_NAME.match(name):
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


@_raises_afpools_errors
def rename_pools(expression: str, rename: Callable[[str], str]) -> str:
    """The expression with other names for its pools; what stands between them stays.

    Raises :class:`AfpoolsError` for a quoted name that is empty or not closed.
    """
    expression_tokens(expression)

    def renamed(match: "re.Match[str]") -> str:
        _, quoted, _, word = match.groups()
        if quoted is not None:
            return quote_pool_name(rename(re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)))
        is_pool = word and word != "-" and not re.search(r"[*?]", word) and not _FACT.match(word)
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


def _known_hosts(pool: Pool, is_left_out: bool) -> List[str]:
    """Its hosts. Where those by rule are not known, they may be too few, but never too many for what a job may use."""
    if pool.online is None and any(is_left_out or rule.startswith("never ") for rule in pool.rules):
        raise AfpoolsError(
            "FARM_UNKNOWN",
            "Which hosts the rules of %s let in or keep out is known to a Pool Server alone. Submit when it answers."
            % _dump(pool.name),
            {"pool": pool.name},
        )
    return pool.hosts


def _held_hosts(pools: List[Pool]) -> Set[str]:
    """The hosts, in lower case, that holds keep out of everything. Refuses where only a server knows them."""
    held: Set[str] = set()
    for pool in pools:
        if not pool.name.lower().startswith("hold:"):
            continue
        rules = [] if pool.online is not None else [rule for rule in pool.rules if not _has_ended(rule)]
        hosts = [rule.split(" until ")[0] for rule in rules]
        if not all(map(_HOST_NAME.match, hosts)):
            raise AfpoolsError(
                "FARM_UNKNOWN",
                "Which hosts %s keeps out is known to a Pool Server alone. Submit when it answers." % _dump(pool.name),
                {"pool": pool.name},
            )
        held.update(name.lower() for name in [*pool.hosts, *hosts])
    return held


def _has_ended(rule: str) -> bool:
    """Is the moment over until which the rule counts?"""
    end = re.search(r" until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$", rule)
    return end is not None and calendar.timegm(time.strptime(end.group(1), "%Y-%m-%dT%H:%M:%SZ")) <= time.time()


def _resolve(node: ExpressionNode, pools: List[Pool], is_left_out: bool = False) -> Dict[str, Set[str]]:
    """The hosts that it means, by their names in lower case, with all spellings that are known of them."""
    if node.kind == "pool":
        return {name.lower(): {name} for name in _known_hosts(find_pool(pools, node.text), is_left_out)}
    if node.kind == "host":
        key = node.text.lower()
        return {key: {node.text}.union(name for pool in pools for name in pool.hosts if name.lower() == key)}
    assert node.left is not None and node.right is not None
    left = _resolve(node.left, pools, is_left_out)
    right = _resolve(node.right, pools, is_left_out != (node.kind == "-"))
    if node.kind == "+":
        return {key: left.get(key, set()) | right.get(key, set()) for key in [*left, *right]}
    return {key: names for key, names in left.items() if (key in right) == (node.kind == "&")}


# --- A job's plan without a server ------------------------------------------------------------------------------------
# What is written here is read by @afpools/afanasy (src/job-pools): a job that was put on its pool while the server was
# away is followed by it like any other.

_MAX_STATES = 90_000
"""Of an expression in afserver's std::regex, which drops masks of more than 100,000 without a word."""


def _plan_from(snapshot: _Snapshot, node: ExpressionNode, job: Json, restart_strays: bool) -> Json:
    """What the protocol's PLAN JOB would answer, with a plainer mask. Refuses what it cannot say exactly."""
    own = _OwnMasks(job, snapshot.dialect)
    held = _held_hosts(snapshot.pools)
    meant = {key: {*known, key} for key, known in _resolve(node, snapshot.pools).items() if key not in held}
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
    shown = _format(node, lambda name: named[name].name)
    ids = {named[name].name: named[name].id for name in _named(node)}
    tag = [("on", shown), ("ids", ".".join(ids.values())), ("by", "mask"), *kept.items()]
    if restart_strays:
        tag.append(("restart", "strays"))
    tag.append(("blocks", str(len(job["blocks"]))))
    fields["description"] = _with_tag(job.get("description", ""), [(key, text) for key, text in tag if text])
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
        "blocks": _block_changes(job["blocks"], own),
        "plan": {"hosts": sorted(hosts), "online": None, "warnings": [{"message": text} for text in warnings]},
    }


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


def _block_changes(blocks: List[Json], own: "_OwnMasks") -> List[Json]:
    """Masks of blocks are of the job's type, which changes: they are written so that they mean the same in both."""
    if own.type != "find":
        return []
    changes = []
    for number, block in enumerate(blocks):
        texts = {key: block.get(key, "") for key in _MASKS}
        change = {key: _of_either_type(text) for key, text in texts.items() if _of_either_type(text) != text}
        if change:
            changes.append({"number": number, "change": change})
    return changes


_UNSAFE = re.compile(r"[^A-Za-z0-9._;,: -]")


def _of_either_type(find: str) -> str:
    """A ``find`` mask that means the same as a regular expression: ``maskOfEitherType`` of @afpools/core."""
    prefixes = _prefixes(find)
    if not prefixes:
        return ""
    possible = [prefix.replace(".", "[.]") for prefix in prefixes if not _UNSAFE.search(prefix)]
    written = _UNSAFE.sub(lambda one: ",," if one.group() == "|" else "#%x#" % ord(one.group()), find)
    return ",%s,|%s" % (written, "(%s).*" % "|".join(possible) if possible else "#")


def _with_tag(description: str, tag: List[Tuple[str, str]]) -> str:
    """A job's description with the tag of its pool, behind what people wrote there."""
    line = "afpools:1?" + urllib.parse.urlencode(tag)
    return description + "\n" + line if description else line


def _has_tag(job: Json) -> bool:
    """Of this version, or of one before 1.0, which kept it in a block's custom data."""
    if re.search(r"(?:^|\n)afpools:1\?", job.get("description", "")):
        return True
    custom_data = job["blocks"][0].get("custom_data", "") if job["blocks"] else ""
    found = [_object_in(custom_data), _object_in(custom_data.rsplit("\n", 1)[-1])]
    return any(members is not None and "afpools" in members for members in found)


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


@_raises_afpools_errors
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
    if not isinstance(expression, str):
        raise AfpoolsError("INVALID_EXPRESSION", "A pool expression is a text.")
    members = _members(job)
    given = {
        "hosts_mask": hosts_mask,
        "hosts_mask_exclude": hosts_mask_exclude,
        "hosts_mask_type": hosts_mask_type,
    }
    own = {key: value for key, value in given.items() if value is not None}
    server = server or PoolServer()
    plan = _plan(server, {**_fields_of(members), **own}, expression, restart_strays, enforcement)
    if not all(0 <= block["number"] < len(members["blocks"]) for block in plan.blocks):
        raise AfpoolsError("UNEXPECTED_ANSWER", "The Pool Server changes a block that the job does not have.")
    members.update(own)
    members.update(plan.job)
    for block in plan.blocks:
        members["blocks"][block["number"]].update(block["change"])
    return plan


@_raises_afpools_errors
def is_on_pool(job: Any) -> bool:
    """Does a job that is yet to be sent bear a pool's tag already?"""
    members = _members(job)
    return bool(members["blocks"]) and _has_tag(_fields_of(members))


def _members(job: Any) -> Json:
    if isinstance(job, dict):
        members = job
    else:
        try:
            job.fillBlocks()
            members = job.data
        except AttributeError:
            raise AfpoolsError("INVALID_ARGUMENT", "That is no job: neither a dict nor an af.Job of CGRU.") from None
    blocks = members.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise AfpoolsError("INVALID_ARGUMENT", "The job has no list of blocks.")
    return members


def _fields_of(members: Json) -> Json:
    """What a Pool Server looks at of a job. afserver passes over what is of another kind than it expects."""
    if not members["blocks"]:
        raise AfpoolsError("INVALID_ARGUMENT", "A job without blocks cannot be put on a pool: it renders nothing.")
    fields: Json = {}
    for key in (*_MASKS, "need_properties", "annotation", "description", "user_name"):
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


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""JSON can hold it, and nothing can be sent with it."""


def _text(members: Json, key: str, what: str) -> str:
    value = members.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise AfpoolsError(
            "INVALID_ARGUMENT", "%s has a %s that is no text, and afserver would pass over it." % (what, key)
        )
    if _HALF_CHARACTER.search(value):
        raise AfpoolsError("INVALID_ARGUMENT", "%s has a %s that is not valid Unicode." % (what, key))
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
    if _has_tag(job):
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


# --- Names of other modules -------------------------------------------------------------------------------------------

_ELSEWHERE = {"Chooser": "afpools_chooser", "NO_POOL": "afpools_chooser", "Choice": "afpools_choice"}


def __getattr__(name: str) -> Any:
    """A chooser is found here, too, when it is asked for: this file alone needs none."""
    if name not in _ELSEWHERE:
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    import importlib

    return getattr(importlib.import_module(_ELSEWHERE[name]), name)


# --- Command line -----------------------------------------------------------------------------------------------------


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Runs the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="afpools.py", description="Pools of Afanasy render hosts.")
    parser.add_argument("--server", help="HOST:PORT, tls://HOST:PORT, legacy://HOST:PORT or mongodb://…")
    parser.add_argument("--json", action="store_true", help="print JSON")
    commands = parser.add_subparsers(dest="command")
    pools = commands.add_parser("pools", help="list the pools")
    pools.add_argument("--known", action="store_true", help="as they were known last, without asking the server")
    mask = commands.add_parser("mask", help="the job fields for a pool or an expression")
    mask.add_argument("expression")
    field = commands.add_parser("field", help="what to write in a hosts mask for an expression")
    given = field.add_mutually_exclusive_group(required=True)
    given.add_argument("expression", nargs="?")
    given.add_argument("--file", help="a file with the expression (UTF-8)")
    commands.add_parser("page", help="open the Pool Manager's page in a browser")
    commands.add_parser("check", help="say which server is asked and whether it answers")
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    try:
        _COMMANDS[options.command](options)
        sys.stdout.flush()
    except AfpoolsError as error:
        _write(sys.stderr, "error: %s" % error.message)
        return 1
    except BrokenPipeError:
        # Who reads no more, as ``head`` does, has seen enough. Python would try to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _write(stream: Any, text: str) -> None:
    """Writes lines in which nothing moves the cursor, and what the terminal's encoding lacks is escaped."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    shown = "\n".join(visible(line) for line in text.split("\n"))
    stream.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _print_pools(options: argparse.Namespace) -> None:
    server = PoolServer(options.server)
    kept = server.last_snapshot() if options.known else server.snapshot()
    pools = kept.pools if kept else []
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
        _write(sys.stderr, "warning: %s" % warning)
    _print(options, fields, "\n".join("%s: %s" % field for field in fields.items()))


def _print_field(options: argparse.Namespace) -> None:
    import afpools_chooser
    import afpools_field

    chooser = afpools_chooser.Chooser(PoolServer(options.server))
    chooser.load()
    expression = options.expression if options.file is None else _read_text(options.file)
    mask = afpools_field.write_field(expression, chooser.id_of)
    _print(options, {"hosts_mask": mask}, mask)


def _read_text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            return stream.read().strip()
    except (OSError, ValueError) as error:
        raise AfpoolsError("INVALID_FILE", "%s cannot be read: %s." % (path, error)) from error


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
    _write(sys.stdout, json.dumps(value, indent=2) if options.json else text)


_COMMANDS: Dict[str, Callable[[argparse.Namespace], None]] = {
    "pools": _print_pools,
    "mask": _print_mask,
    "field": _print_field,
    "page": _open_page,
    "check": _print_check,
}


if __name__ == "__main__":
    # The modules beside this one import it by its name: it must not be there twice, with exceptions that differ.
    sys.modules["afpools"] = sys.modules[__name__]
    sys.exit(main())
