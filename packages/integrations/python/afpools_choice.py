"""Which pool a job goes to: one order, and why.

1. the job itself: ``pool=`` in its hosts mask, or what was chosen for this one job;
2. ``AFPOOLS_POOL`` in the environment; empty: no pool;
3. what is saved with the scene;
4. its project, by ``af_pools_project`` in CGRU's configuration;
5. its user, by ``af_pools_user``;
6. its department, by ``af_pools_department``;
7. the studio's, ``af_pools_studio``.

In place of an expression there may be ``?``: whoever submits is asked; and ``-``: no pool.
"""

import fnmatch
import getpass
import os
import re
import socket
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

import afpools
import afpools_field

__all__ = ["AWAY_VARIABLE", "Choice", "Decision", "Defaults", "choice_of", "decide", "is_local_render", "submitter"]

Json = Dict[str, Any]

AWAY_VARIABLE = "AFPOOLS_WITHOUT_POOL"
"""Where this is ``1`` in the environment, a job may be sent without its pool while the server is unavailable."""

PROJECT_VARIABLES = ["PROJECT", "SHOW", "JOB"]
"""Environment variables that name the project, unless ``af_pools_project_variables`` names others."""


class Choice:
    """What a person, or a setting, chose.

    :param expression: ``-`` or empty for no pool, ``?`` to be asked.
    :param names: the expression as it was shown, with the pools' names of then; for messages.
    :param without_pool: may the job be sent without its pool while the server is unavailable?
    """

    def __init__(self, expression: str, names: str = "", without_pool: bool = False) -> None:
        stripped = expression.strip()
        self.expression = "" if stripped == afpools_field.NONE else stripped
        self.names = names or self.expression
        self.without_pool = without_pool


def choice_of(text: str, names: str = "", without_pool: bool = False) -> Optional[Choice]:
    """The choice that a program's field holds: nothing where the field is empty, for then something else decides."""
    return Choice(text, names, without_pool) if text.strip() else None


class Decision(NamedTuple):
    """Where a job goes."""

    choice: Choice
    level: str
    """``job``, ``environment``, ``scene``, ``project``, ``user``, ``department``, ``studio``, or ``nothing``."""
    source: str
    """What decided, as part of a sentence: ``AFPOOLS_POOL``, ``the scene``, ``the project dune (af_pools_project)``."""

    @property
    def expression(self) -> str:
        """Empty for no pool."""
        return self.choice.expression

    @property
    def asks(self) -> bool:
        """Is whoever submits to be asked?"""
        return self.choice.expression == afpools_field.ASK


class Defaults(NamedTuple):
    """What CGRU's configuration says."""

    projects: Mapping[str, str]
    project_variables: List[str]
    users: Mapping[str, str]
    departments: Mapping[str, "_Department"]
    studio: Optional[str]

    @classmethod
    def read(cls) -> "Defaults":
        """Reads the configuration. Raises :class:`afpools.AfpoolsError` for a setting of a wrong kind."""
        config = afpools.cgru_config()
        variables = config.get("af_pools_project_variables", PROJECT_VARIABLES)
        if not isinstance(variables, list) or not all(isinstance(name, str) for name in variables):
            raise _invalid("af_pools_project_variables", 'a list of names, such as ["PROJECT", "SHOW"]')
        studio = config.get("af_pools_studio")
        if studio is not None and not isinstance(studio, str):
            raise _invalid("af_pools_studio", 'a pool expression, such as "gpu + nuke"')
        return cls(
            _expressions(config, "af_pools_project"),
            variables,
            _expressions(config, "af_pools_user"),
            _departments(config),
            None if studio is None else studio.strip(),
        )

    @property
    def has_any(self) -> bool:
        """Is there any default?"""
        return bool(self.projects or self.users or self.departments) or self.studio is not None


class _Department(NamedTuple):
    pool: str
    users: List[str]
    hosts: List[str]


def decide(
    job: Json,
    explicit: Optional[Choice] = None,
    scene: Optional[Choice] = None,
    defaults: Optional[Defaults] = None,
    environment: Optional[Mapping[str, str]] = None,
    user_default: str = "",
) -> Decision:
    """Which pool a job goes to.

    :param job: a job's members as afserver takes them; ``user_name``, ``host_name``, ``project``, ``department``,
        ``maintenance`` and its masks count.
    :param explicit: what was chosen for this very job.
    :param scene: what is saved with the scene.
    :param defaults: default: read from CGRU's configuration where they are needed.
    :param user_default: what the user says in the program's preferences; CGRU's configuration for the user comes first.

    Raises :class:`afpools.AfpoolsError` for a configuration that cannot be understood.
    """
    if explicit is not None:
        return Decision(explicit, "job", "the job itself")
    if is_local_render(job):
        return Decision(Choice(""), "job", "the job's hosts mask, which names this machine alone")
    environment = os.environ if environment is None else environment
    without_pool = environment.get(AWAY_VARIABLE) == "1"
    in_environment = environment.get("AFPOOLS_POOL")
    if in_environment is not None:
        return Decision(Choice(in_environment, "", without_pool), "environment", "AFPOOLS_POOL")
    if scene is not None:
        return Decision(scene, "scene", "the scene")
    if not job.get("maintenance"):
        found = _default(job, defaults or Defaults.read(), environment, user_default)
        if found is not None:
            level, expression, source = found
            return Decision(Choice(expression, "", without_pool), level, source)
    return Decision(Choice(""), "nothing", "no setting")


def submitter() -> Json:
    """Who submits from here, as CGRU writes it into a job: ``{"user_name", "host_name"}``, in lower case."""
    variables = ("CGRU_USERNAME", "AF_USERNAME", "USER", "USERNAME")
    user = next((os.environ[name] for name in variables if name in os.environ), None) or getpass.getuser()
    host = os.environ.get("CGRU_HOSTNAME") or socket.gethostname()
    # The user may be DOMAIN\anna.
    return {"user_name": re.split(r"[/\\]", user)[-1].lower(), "host_name": host.lower()}


def is_local_render(job: Json) -> bool:
    """Does the hosts mask of the job, or of each block, name the machine that submits, as Houdini's local render?"""
    blocks = job.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return False
    masks = [job.get("hosts_mask")] if job.get("hosts_mask") else [block.get("hosts_mask") for block in blocks]
    here = {_short(name) for name in (job.get("host_name"), socket.gethostname()) if isinstance(name, str) and name}
    return bool(masks) and all(isinstance(mask, str) and mask != "" and _short(mask) in here for mask in masks)


def _short(host: str) -> str:
    return host.strip().lower().split(".")[0]


def _default(
    job: Json, defaults: Defaults, environment: Mapping[str, str], user_default: str
) -> Optional[Tuple[str, str, str]]:
    """Level, expression and source of the first default that is for this job."""
    for name in _projects(job, defaults, environment):
        if name in defaults.projects:
            return "project", defaults.projects[name], "the project %s (af_pools_project)" % name
    user = _text(job.get("user_name"))
    if user in defaults.users:
        return "user", defaults.users[user], "the user %s (af_pools_user)" % user
    if user_default:
        return "user", user_default, "your preferences"
    host, department = _text(job.get("host_name")), _text(job.get("department"))
    for name, rule in defaults.departments.items():
        if name == department or _matches(user, rule.users) or _matches(host, rule.hosts):
            return "department", rule.pool, "the department %s (af_pools_department)" % name
    if defaults.studio is not None:
        return "studio", defaults.studio, "the studio (af_pools_studio)"
    return None


def _projects(job: Json, defaults: Defaults, environment: Mapping[str, str]) -> List[str]:
    """The job's project; without one what the environment names: as it is, and the last part of a path."""
    project = _text(job.get("project"))
    if project:
        return [project]
    values = [environment[name].strip() for name in defaults.project_variables if environment.get(name)]
    return [name for value in values for name in (value, re.split(r"[/\\]", value.rstrip("/\\"))[-1]) if name]


def _matches(name: str, patterns: List[str]) -> bool:
    return any(fnmatch.fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _expressions(config: Json, key: str) -> Mapping[str, str]:
    values = config.get(key, {})
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise _invalid(key, 'an object of pool expressions, such as {"dune": "gpu + nuke"}')
    return {name: value.strip() for name, value in values.items() if name}


def _departments(config: Json) -> Mapping[str, _Department]:
    key = "af_pools_department"
    values = config.get(key, {})
    departments: Dict[str, _Department] = {}
    for name, value in values.items() if isinstance(values, dict) else [("", None)]:
        rule = {"pool": value} if isinstance(value, str) else value
        if not isinstance(rule, dict) or not isinstance(rule.get("pool"), str):
            raise _invalid(key, 'an object, such as {"fx": {"pool": "gpu", "users": ["anna"], "hosts": ["fx-*"]}}')
        lists = [rule.get("users", []), rule.get("hosts", [])]
        if not all(isinstance(each, list) and all(isinstance(text, str) for text in each) for each in lists):
            raise _invalid(key, "of lists of names in users and hosts (%s)" % name)
        departments[name] = _Department(rule["pool"].strip(), lists[0], lists[1])
    return departments


def _invalid(key: str, what: str) -> afpools.AfpoolsError:
    return afpools.AfpoolsError("INVALID_CONFIG", "%s in CGRU's configuration has to be %s." % (key, what))
