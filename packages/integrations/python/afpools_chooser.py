"""What a program shows of pools, and what a person said of them; without any window.

Nothing here asks the server but :meth:`Chooser.refresh`, which :meth:`Chooser.start_refresh` runs in a thread. A
chooser shows the last known answer, and says how old it is.
"""

import os
import re
import threading
import time
import unicodedata
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Pattern, Tuple, Union

import afpools
from afpools_field import NONE

__all__ = ["NO_POOL", "Chooser", "HostLine", "Meaning", "PoolLine", "shared"]

Json = Dict[str, Any]

NO_POOL = "Don't use pool."

_MAX_RECENT = 8


class HostLine(NamedTuple):
    """A host, and what it does: ``free``, ``busy``, ``held`` (paused or nimby), ``offline``, ``unknown``."""

    name: str
    state: str
    native_pool: str = ""


class PoolLine(NamedTuple):
    """A pool as a chooser lists it. Numbers are None where they are not known."""

    id: str
    name: str
    hosts: List[str]
    online: Optional[int] = None
    free: Optional[int] = None
    busy: Optional[int] = None

    @property
    def expression(self) -> str:
        """The pool by its id, which stays when it is renamed."""
        return self.id or afpools.quote_pool_name(self.name)

    @property
    def counts(self) -> str:
        """``2 of 3 online, 1 free``."""
        if self.online is not None:
            free = "" if self.free is None else ", %d free" % self.free
            return "%d of %d online%s" % (self.online, len(self.hosts), free)
        return "%d host%s" % (len(self.hosts), "" if len(self.hosts) == 1 else "s")

    @property
    def label(self) -> str:
        return "%s (%s)" % (self.name, self.counts)


class Meaning(NamedTuple):
    """The hosts that an expression means, as far as they are known here."""

    hosts: List[HostLine]
    problem: str
    """What is wrong with the expression; empty for nothing."""
    warning: str
    """What a person should know before submitting: that nobody is online, say."""

    @property
    def summary(self) -> str:
        """``3 hosts: 2 free, 1 offline``."""
        return "%d host%s: %s" % (len(self.hosts), "" if len(self.hosts) == 1 else "s", self.counts)

    @property
    def counts(self) -> str:
        states = [host.state for host in self.hosts]
        parts = [
            "%d %s" % (states.count(state), state)
            for state in ("free", "busy", "held", "offline", "unknown")
            if state in states
        ]
        return ", ".join(parts) if parts else "no host"


class _Answer(NamedTuple):
    """What the server said, or what was kept of it. Replaced as a whole: threads see one or the other."""

    pools: List[PoolLine]
    farm: Dict[str, HostLine]
    """The farm's hosts by their names in lower case; empty where they are not known."""
    at: float
    problem: str
    is_away: bool


class Chooser:
    """The pools that a program lets a person choose from.

    :param server: default: the configured one. Programs of before name themselves here, which is of no use any more.
    """

    def __init__(self, server: Union[afpools.PoolServer, str, None] = None) -> None:
        self._server = None if isinstance(server, str) else server
        self._answer = _Answer([], {}, 0.0, "", False)
        self._refreshing: Optional[threading.Thread] = None
        self._choices: Optional[Json] = None

    # What is known

    def load(self) -> None:
        """Shows what was known last on this machine, where nothing newer is. Reads one file and asks nobody."""
        if self._answer.at:
            return
        try:
            kept = (self._server or afpools.PoolServer()).last_snapshot()
        except afpools.AfpoolsError as error:
            self._answer = self._answer._replace(problem=error.message)
            return
        if kept is not None:
            self._answer = _Answer([_line(pool, {}) for pool in kept.pools], {}, kept.at, "", False)

    def refresh(self) -> None:
        """Asks for pools and hosts. Never raises: what went wrong is in :attr:`status`."""
        try:
            server = self._server or afpools.PoolServer()
            pools = server.pools()
            farm = _farm(server)
            self._answer = _Answer([_line(pool, farm) for pool in pools], farm, time.time(), "", False)
        except afpools.AfpoolsError as error:
            self.load()
            self._answer = self._answer._replace(problem=error.message, is_away=error.is_away)

    def start_refresh(self, done: Optional[Callable[[], None]] = None) -> None:
        """Refreshes in a thread, one at a time; ``done`` is called in that thread."""
        if self.is_refreshing:
            return

        def run() -> None:
            self.refresh()
            self._refreshing = None
            if done is not None:
                done()

        self._refreshing = threading.Thread(target=run, daemon=True)
        self._refreshing.start()

    def use(self, server: afpools.PoolServer) -> None:
        """Asks this server from now on."""
        self._server = server

    def wait(self, seconds: float) -> None:
        """Waits for a refresh to end, but no longer than this: for programs that cannot show pools later."""
        thread = self._refreshing
        if thread is not None:
            thread.join(seconds)

    @property
    def is_refreshing(self) -> bool:
        thread = self._refreshing
        return thread is not None and thread.is_alive()

    @property
    def pools(self) -> List[PoolLine]:
        return self._answer.pools

    @property
    def is_away(self) -> bool:
        """Could the server not be reached?"""
        return self._answer.is_away

    @property
    def status(self) -> str:
        """A line to show; empty while all is well."""
        if self._answer.problem and self._answer.at:
            return "%s Pools are shown as they were %s ago." % (self._answer.problem, self.age)
        return self._answer.problem

    @property
    def age(self) -> str:
        """How old what is shown is, for people; empty where nothing is known."""
        return afpools.duration(max(0.0, time.time() - self._answer.at)) if self._answer.at else ""

    # What is listed

    def lines(self, search: str = "") -> List[PoolLine]:
        """Pools that have all words of ``search`` in their names: favourites, recent ones, the rest by name."""
        words = unicodedata.normalize("NFC", search).lower().split()
        found = [pool for pool in self.pools if all(word in pool.name.lower() for word in words)]
        favourites, recent = self.favourites, self.recent
        rank = {
            key: number for number, key in enumerate([*favourites, *(key for key in recent if key not in favourites)])
        }
        return sorted(found, key=lambda pool: (rank.get(pool.expression, len(rank)), _natural(pool.name)))

    def label(self, expression: str) -> str:
        """How a choice is shown: a pool with its numbers, another expression with the names of now."""
        if expression.strip() in ("", NONE):
            return NO_POOL
        kept = self.kept(expression)
        for pool in self.pools:
            if pool.expression == kept:
                return pool.label
        return self.shown(expression)

    def shown(self, expression: str) -> str:
        """The expression with the pools' names of now, for people."""
        names = {pool.id: pool.name for pool in self.pools if pool.id}
        return _renamed(expression, lambda name: names.get(name, name))

    def kept(self, expression: str) -> str:
        """The expression with the pools' ids, for what is saved: names change."""
        return _renamed(expression, self._id_or_name)

    def id_of(self, name: str) -> Optional[str]:
        """The id of the pool of this name, where it is known."""
        found = self._find(name)
        return found.id if found is not None and found.id else None

    def _id_or_name(self, name: str) -> str:
        return self.id_of(name) or name

    def _find(self, name: str) -> Optional[PoolLine]:
        tests: List[Callable[[PoolLine], bool]] = [
            lambda pool: pool.id == name,
            lambda pool: pool.name == name,
            lambda pool: _key(pool.name) == _key(name),
        ]
        for test in tests:
            for pool in self.pools:
                if test(pool):
                    return pool
        return None

    # What is meant

    def meaning(self, expression: str) -> Meaning:
        """The hosts that an expression means by what is known here. The server decides when the job is sent."""
        if expression.strip() in ("", NONE):
            return Meaning([], "", "")
        try:
            names = _Resolver(self._answer).resolve(_LocalParser(expression).parse())
        except afpools.AfpoolsError as error:
            # What hosts are, such as os:linux, the server alone knows.
            if error.code == "FARM_UNKNOWN":
                return Meaning([], "", "Which hosts that are, the Pool Server says when the job is sent.")
            return Meaning([], error.message, "")
        known = self._answer.farm
        hosts = [known.get(name.lower()) or HostLine(name, "unknown" if not known else "offline") for name in names]
        hosts.sort(key=lambda host: _natural(host.name))
        return Meaning(hosts, "", _warning(hosts))

    def completions(self, text: str, cursor: int) -> Tuple[int, List[str]]:
        """Where the word that is being typed begins, and what may stand in its place."""
        start = cursor
        while start > 0 and text[start - 1] not in ' +&()"':
            start -= 1
        if start > 0 and text[start - 1] == '"':
            start -= 1
        word = text[start:cursor].strip('"').lower()
        if word == "":
            return cursor, []
        if word.startswith("host:"):
            hosts = sorted((host.name for host in self._answer.farm.values()), key=_natural)
            return start, ["host:" + name for name in hosts if name.lower().startswith(word[5:])][:50]
        found = [pool for pool in self.lines() if word in pool.name.lower()]
        found.sort(key=lambda pool: not pool.name.lower().startswith(word))
        return start, [afpools.quote_pool_name(pool.name) for pool in found][:50]

    def questions(self, expression: str, without_pool: bool = False) -> List[str]:
        """What a person is to be asked before submitting to this pool, by what is known here.

        ``without_pool`` says that the job may be sent without its pool while the server is unavailable: that is asked
        then. Raises :class:`afpools.AfpoolsError` for what cannot be submitted.
        """
        if expression.strip() in ("", NONE):
            return []
        if self.is_away and not self._answer.at:
            if without_pool:
                return [self._answer.problem + " The job would be sent without its pool."]
            raise afpools.AfpoolsError("SERVER_UNREACHABLE", self._answer.problem)
        if not self._answer.at:
            return []
        meaning = self.meaning(expression)
        if meaning.problem:
            raise afpools.AfpoolsError("INVALID_EXPRESSION", meaning.problem)
        if self.is_away:
            return ["%s The job is put on the pool as it was %s ago." % (self._answer.problem, self.age)]
        return [meaning.warning] if meaning.warning.startswith("No host") else []

    # What a person said

    @property
    def recent(self) -> List[str]:
        """Expressions that jobs were sent to from any program, the last first."""
        return [choice["expression"] for choice in self._kept("recent")]

    @property
    def favourites(self) -> List[str]:
        return [choice["expression"] for choice in self._kept("favourites")]

    def remember(self, expression: str) -> None:
        """Puts an expression first among the recent ones."""
        if expression.strip() not in ("", NONE):
            self._keep("recent", expression, lambda new, old: [new, *old][:_MAX_RECENT])

    def set_favourite(self, expression: str, is_favourite: bool) -> None:
        self._keep("favourites", expression, lambda new, old: [*old, new] if is_favourite else old)

    def _kept(self, kind: str) -> List[Json]:
        # Read once: windows ask for it whenever they are drawn.
        if self._choices is None:
            self._choices = afpools.read_json(self._file)
        kept = self._choices.get(kind)
        choices = kept if isinstance(kept, list) else []
        return [choice for choice in choices if isinstance(choice, dict) and isinstance(choice.get("expression"), str)]

    def _keep(self, kind: str, expression: str, put: Callable[[Json, List[Json]], List[Json]]) -> None:
        kept = self.kept(expression)
        # By its id; its name is beside it, for whoever reads the file.
        new = {"expression": kept, "names": self.shown(expression)}
        self._choices = None
        old = [choice for choice in self._kept(kind) if choice["expression"] != kept]
        # Other programs write it, too.
        self._choices = {**afpools.read_json(self._file), "version": 1, kind: put(new, old)}
        afpools.write_json(self._file, self._choices)

    @property
    def _file(self) -> str:
        return os.path.join(afpools.user_folder("config"), "choices.json")


_shared: Optional[Chooser] = None


def shared() -> Chooser:
    """The chooser of this process: what one window knows the next shows at once."""
    global _shared  # noqa: PLW0603 - one process, one list of pools
    if _shared is None:
        _shared = Chooser()
    return _shared


def _farm(server: afpools.PoolServer) -> Dict[str, HostLine]:
    if not server.plans:
        return {}
    try:
        farm = server.farm()
    except afpools.AfpoolsError as error:
        # A server of before this command, or without a farm.
        if error.code in ("UNKNOWN_COMMAND", "FARM_UNKNOWN"):
            return {}
        raise
    return {host["name"].lower(): HostLine(host["name"], _state(host), host["nativePool"] or "") for host in farm}


def _state(host: Json) -> str:
    if not host["online"]:
        return "offline"
    if host["held"] is not None:
        return "held"
    if host["tasks"] is None:
        return "unknown"
    return "busy" if host["tasks"] else "free"


def _line(pool: afpools.Pool, farm: Dict[str, HostLine]) -> PoolLine:
    if not farm:
        return PoolLine(pool.id, pool.name, pool.hosts, pool.online)
    states = [farm[name.lower()].state for name in pool.hosts if name.lower() in farm]
    return PoolLine(pool.id, pool.name, pool.hosts, pool.online, states.count("free"), states.count("busy"))


def _warning(hosts: List[HostLine]) -> str:
    states = {host.state for host in hosts}
    if not hosts:
        return "No host is meant: the job would wait for ever."
    if states == {"offline"}:
        return "No host of the pool is online: the job waits until one is."
    if "free" not in states and "unknown" not in states:
        return (
            "No host of the pool is free now: %s." % Meaning(hosts, "", "").counts
            if "busy" not in states
            else ("All hosts of the pool that are online are busy: the job waits for its turn.")
        )
    return ""


def _renamed(expression: str, rename: Callable[[str], str]) -> str:
    try:
        return afpools.rename_pools(expression, rename)
    except afpools.AfpoolsError:
        # Not finished yet.
        return expression


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().lower())


def _natural(name: str) -> List[Tuple[int, int, str]]:
    """Orders names as people do: ``pc-2`` before ``pc-10``."""
    parts = re.findall(r"\d+|\D+", name.lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


class _LocalParser(afpools.ExpressionParser):
    """Takes patterns of hosts and Afanasy's own pools as well, looked up among the hosts that are known here."""

    def _word(self, text: str, at: int) -> afpools.ExpressionNode:
        prefix = re.match(r"(host|native):", text, re.IGNORECASE)
        if prefix and prefix.group(1).lower() == "native":
            return afpools.ExpressionNode("native", text[prefix.end() :])
        if prefix or re.search(r"[*?]", text):
            return afpools.ExpressionNode("pattern", text[prefix.end() :] if prefix else text)
        return super()._word(text, at)


class _Resolver:
    def __init__(self, answer: _Answer) -> None:
        self._farm = answer.farm
        self._pools = [afpools.Pool(pool.id, pool.name, pool.hosts, pool.online, []) for pool in answer.pools]

    def resolve(self, node: afpools.ExpressionNode) -> List[str]:
        """The names of the hosts, each once."""
        return list(self._hosts(node).values())

    def _hosts(self, node: afpools.ExpressionNode) -> Dict[str, str]:
        if node.kind == "pool":
            return {name.lower(): name for name in afpools.find_pool(self._pools, node.text).hosts}
        if node.kind == "native":
            path = node.text.rstrip("/").lower()
            return self._where(lambda host: (host.native_pool.lower() + "/").startswith(path + "/"))
        if node.kind == "pattern":
            if re.match(r"[A-Za-z0-9._-]+\Z", node.text):
                return {node.text.lower(): node.text}
            matches = _pattern(node.text)
            return self._where(lambda host: matches(host.name))
        assert node.left is not None and node.right is not None
        left, right = self._hosts(node.left), self._hosts(node.right)
        if node.kind == "+":
            return {**right, **left}
        return {key: name for key, name in left.items() if (key in right) == (node.kind == "&")}

    def _where(self, is_meant: Callable[[HostLine], bool]) -> Dict[str, str]:
        return {key: host.name for key, host in self._farm.items() if is_meant(host)}


def _pattern(text: str) -> Callable[[str], bool]:
    """What tells whether a host's name fits a pattern with ``*``, ``?`` and ranges such as ``[01-40]``."""
    ranges: List[Tuple[int, int, int]] = []
    parts: List[str] = []
    for any_, one, low, high, other in re.findall(r"(\*+)|(\?)|\[(\d{1,9})-(\d{1,9})\]|(.)", text, re.DOTALL):
        if any_ or one:
            parts.append(".*" if any_ else ".")
        elif low:
            parts.append(r"(\d+)")
            ranges.append((int(low), int(high), len(low)))
        else:
            parts.append(re.escape(other))
    expression: Pattern[str] = re.compile("".join(parts), re.IGNORECASE | re.DOTALL)

    def matches(name: str) -> bool:
        found = expression.fullmatch(name)
        return found is not None and all(
            low <= int(digits) <= high and digits == str(int(digits)).zfill(width)
            for digits, (low, high, width) in zip(found.groups(), ranges)
        )

    return matches
