"""A person's jobs after they were sent: what pools they are on, why they do not render, and another pool for them.

It asks the Pool Server's HTTP API, which is at the address of the page. Reading takes no sign-in unless the server
wants one; another pool takes an API token of role editor, in ``AFPOOLS_TOKEN`` or in the file ``token`` of the user's
configuration folder.
"""

import functools
import http.client
import json
import os
import ssl
import threading
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, TypeVar

import afpools
from afpools_choice import submitter

__all__ = ["JobLine", "Jobs", "in_thread"]

Json = Dict[str, Any]

_Method = TypeVar("_Method", bound=Callable[..., Any])

_TIMEOUT = 8.0
"""Seconds for one request."""


class JobLine(NamedTuple):
    """A job of afserver."""

    id: int
    serial: int
    name: str
    state: List[str]
    """afserver's words: ``RDY``, ``RUN``, ``ERR``, ``DON`` …"""
    pool: str
    """Its pool expression with the names of now; empty on no pool."""
    why: str
    """Why it does not follow its pool; empty while it does."""

    @property
    def label(self) -> str:
        return "%s (%s)" % (self.name, self.pool or "no pool")


def _understood(method: _Method) -> _Method:
    """Says so where the answer is none of a Pool Server's."""

    @functools.wraps(method)
    def ask(jobs: Any, *args: Any) -> Any:
        try:
            return method(jobs, *args)
        except (LookupError, TypeError, AttributeError) as error:
            message = "What answers at %s is no Pool Server." % jobs.address
            raise afpools.AfpoolsError("UNEXPECTED_ANSWER", message) from error

    return ask  # type: ignore[return-value]


class Jobs:
    """The jobs of one user. Its methods wait for the server and raise :class:`afpools.AfpoolsError`."""

    def __init__(self, page: Optional[str] = None, user: Optional[str] = None) -> None:
        self.address = (page or afpools.page_address()).rstrip("/")
        """The address of the page."""
        self._root = self.address + "/api/v1"
        self._user = user or submitter()["user_name"]
        # A server of the studio is not behind its proxy to the internet.
        context = afpools.tls_context() if self._root.startswith("https:") else ssl.create_default_context()
        handlers = [urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)]
        self._opener = urllib.request.build_opener(*handlers)

    @_understood
    def list(self) -> List[JobLine]:
        """The user's unfinished jobs, the newest first."""
        answer = self._ask("GET", "/jobs?all=true")
        lines = [
            JobLine(job["id"], job["serial"], job["name"], list(job["state"]), job["pool"] or "", job["why"] or "")
            for job in answer["jobs"]
            if job["user"] == self._user and "DON" not in job["state"]
        ]
        return sorted(lines, key=lambda line: -line.serial)

    @_understood
    def explain(self, job: JobLine) -> List[str]:
        """Why it does not render: sentences, those for the most hosts first."""
        answer = self._ask("GET", "/jobs/%d/explanation?serial=%d" % (job.id, job.serial))
        return [line for line in [job.why, *_sentences(answer)] if line]

    @_understood
    def change_pool(self, job: JobLine, expression: str) -> List[str]:
        """Puts it on another pool, or with an empty expression on none; gives the warnings."""
        self._own(job)
        if expression == "":
            self._ask("DELETE", "/jobs/%d/pool?serial=%d" % (job.id, job.serial))
            return []
        body = {"serial": job.serial, "expression": expression}
        plan = self._ask("PUT", "/jobs/%d/pool" % job.id, body)["plan"]
        return [warning["message"] for warning in plan["warnings"]]

    def _own(self, job: JobLine) -> None:
        if all(line.serial != job.serial for line in self.list()):
            raise afpools.AfpoolsError("JOB_NOT_FOUND", "%s is no unfinished job of %s." % (job.name, self._user))

    def _ask(self, method: str, path: str, body: Optional[Json] = None) -> Any:
        headers = {"Accept": "application/json"}
        token = _token()
        if token:
            headers["Authorization"] = "Bearer " + token
        data = None
        if body is not None:
            data = json.dumps(body).encode("utf-8")
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._root + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as response:
                return json.loads(response.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            raise _refusal(error) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise afpools.AfpoolsError(
                "SERVER_UNREACHABLE", "The Pool Server's page at %s cannot be reached: %s." % (self._root, reason)
            ) from error


def in_thread(work: Callable[[], Any], done: Callable[[Any, str], None]) -> threading.Thread:
    """Does work in a thread; ``done`` is called there with what it gave, or with why it failed."""

    def run() -> None:
        try:
            result = work()
        except Exception as error:  # whatever it is, the window must not wait for ever
            done(None, str(error))
        else:
            done(result, "")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _token() -> str:
    said = os.environ.get("AFPOOLS_TOKEN", "").strip()
    if said:
        return said
    try:
        with open(os.path.join(afpools.user_folder("config"), "token"), encoding="utf-8") as stream:
            return stream.read().strip()
    except (OSError, ValueError):
        return ""


def _refusal(error: urllib.error.HTTPError) -> afpools.AfpoolsError:
    try:
        problem = json.loads(error.read().decode("utf-8"))
        code, message = str(problem["code"]), str(problem["detail"])
    except (OSError, ValueError, KeyError, TypeError):
        code, message = "UNEXPECTED_ANSWER", "The Pool Server's page answered %d %s." % (error.code, error.reason)
    if error.code in (401, 403):
        message += " Put an API token of role editor into AFPOOLS_TOKEN, or into the file %s." % os.path.join(
            afpools.user_folder("config"), "token"
        )
    return afpools.AfpoolsError(code, message)


def _sentences(answer: Json) -> List[str]:
    """One sentence for each reason, with the hosts that it is for: those of the most hosts first."""
    by_reason: Dict[str, List[str]] = {}
    for text, hosts in _reasons(answer):
        by_reason.setdefault(text or "may render it", []).extend(hosts)
    sentences = []
    for reason, hosts in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        shown = ", ".join(hosts[:5]) + (" and %d more" % (len(hosts) - 5) if len(hosts) > 5 else "")
        sentences.append("%d host%s: %s (%s)" % (len(hosts), "" if len(hosts) == 1 else "s", reason, shown))
    return sentences


def _reasons(answer: Json) -> List[Tuple[str, List[str]]]:
    """Reasons with their hosts; an empty one for hosts that may take tasks now."""
    if "groups" in answer:
        return [(group["text"], list(group["hosts"])) for group in answer["groups"]]
    # A server that gives no groups yet.
    hosts = answer["hosts"]
    return [("" if host["admitted"] and host["online"] else host["text"], [host["name"]]) for host in hosts]
