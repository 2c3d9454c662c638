"""Puts jobs on pools when CGRU's ``af.Job.send()`` sends them, without a change in CGRU's files.

``watch()`` waits for a program to import ``af`` and wraps ``af.Job.send``. A job goes to the pool that the program's
chooser says, else to that of ``AFPOOLS_POOL``, else to the default one of its project or user in CGRU's configuration;
without any of these it is sent as it is. A job that cannot be put on its pool is not sent: ``send()`` raises an error
that says why.
"""

from __future__ import annotations

import os
import sys

# Every Python in CGRU's environment imports this when it starts: what takes time to import waits until it is needed.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

    import afpools

    Json = Dict[str, Any]

__all__ = ["AWAY_VARIABLE", "Choice", "choose", "on_import", "put_on_pool", "unwatch", "unwrap", "watch", "wrap"]

AWAY_VARIABLE = "AFPOOLS_WITHOUT_POOL"
"""Where this is ``1`` in the environment, a job is sent without its pool while the server is away."""


class Choice:
    """What a person chose for the next job."""

    def __init__(self, expression: str, without_pool: bool = False) -> None:
        self.expression = expression
        """Empty for no pool."""
        self.without_pool = without_pool
        """May the job be sent without its pool while the server is away?"""


_chooser: Optional[Callable[[Any], Optional[Choice]]] = None


def choose(chooser: Optional[Callable[[Any], Optional[Choice]]]) -> None:
    """Lets a program say what was chosen in it: a function that gives a Choice for an ``af.Job``, None for nothing."""
    global _chooser  # noqa: PLW0603 - one program, one chooser
    _chooser = chooser


def wrap(af: Any) -> None:
    """Wraps ``af.Job.send``; at most once."""
    send = af.Job.send
    if getattr(send, "puts_on_pools", False):
        return

    def send_on_pool(job: Any, *args: Any, **named: Any) -> Any:
        before = _remember(job)
        try:
            put_on_pool(job)
            return send(job, *args, **named)
        finally:
            # The job stays the program's own: it may show it, change it, and send it again.
            _restore(before)

    send_on_pool.__dict__.update(puts_on_pools=True, __wrapped__=send)
    send_on_pool.__name__ = "send"
    send_on_pool.__doc__ = send.__doc__
    af.Job.send = send_on_pool


def unwrap(af: Any) -> None:
    """Gives ``af.Job.send`` back as it was."""
    send = af.Job.send
    if getattr(send, "puts_on_pools", False):
        af.Job.send = send.__wrapped__


def put_on_pool(job: Any) -> Optional[afpools.Plan]:
    """Puts an ``af.Job`` on the pool that was chosen for it, if any was. Raises :class:`afpools.AfpoolsError`."""
    import afpools

    job.fillBlocks()
    if afpools.is_on_pool(job):
        return None
    choice = _chosen(job)
    if choice is None or choice.expression == "":
        return None
    if not job.data.get("hosts_mask"):
        job.data.update(_dropped_mask())
    try:
        plan = afpools.apply(job, choice.expression)
    except afpools.AfpoolsError as error:
        if error.is_away and choice.without_pool:
            _tell("%s The job is sent without its pool %s, as you allowed." % (error.message, choice.expression))
            return None
        raise
    _tell("The job renders on %s: %s." % (choice.expression, _count(plan)))
    for warning in plan.warnings:
        _tell("Warning: %s" % warning)
    return plan


def _dropped_mask() -> Json:
    """The hosts mask that CGRU's script for Fusion asks for and does not set on the job that it sends."""
    frame: Any = sys._getframe()
    while frame is not None:
        asked = frame.f_locals.get("job_data") if frame.f_code.co_name == "dispatch" else None
        if isinstance(asked, dict) and "comp_file_full_path" in asked and asked.get("hosts_mask"):
            return {"hosts_mask": asked["hosts_mask"]}
        frame = frame.f_back
    return {}


def _chosen(job: Any) -> Optional[Choice]:
    import afpools

    choice = _chooser(job) if _chooser else None
    if choice is not None:
        return choice
    setting = afpools.default_expression(job.data)
    return setting and Choice(setting.value, os.environ.get(AWAY_VARIABLE) == "1")


def _count(plan: afpools.Plan) -> str:
    hosts = "%d host%s" % (len(plan.hosts), "" if len(plan.hosts) == 1 else "s")
    return hosts if plan.online is None else "%s, %d online" % (hosts, plan.online)


def _tell(text: str) -> None:
    # Programs with windows only have no standard error.
    if sys.stderr is not None:
        print("Afanasy Pools: " + text, file=sys.stderr)


_OF_POOLS = (
    "hosts_mask",
    "hosts_mask_exclude",
    "hosts_mask_type",
    "need_properties",
    "pools",
    "annotation",
    "custom_data",
)
"""What a pool may change on a job and its blocks."""


def _remember(job: Any) -> List[Tuple[Json, Json]]:
    every = [job.data, *(block.data for block in job.blocks)]
    return [(members, {key: members[key] for key in _OF_POOLS if key in members}) for members in every]


def _restore(before: List[Tuple[Json, Json]]) -> None:
    for members, old in before:
        for key in _OF_POOLS:
            members.pop(key, None)
        members.update(old)


_callbacks: Dict[str, Callable[[Any], None]] = {}


class _Finder:
    """Finds nothing itself: it has what the others find call a function once the module is there."""

    def __init__(self) -> None:
        self._busy = False

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Any:
        callback = _callbacks.get(name)
        if callback is None or self._busy:
            return None
        import importlib.util

        self._busy = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy = False
        loader: Any = spec and spec.loader
        if loader is None or not hasattr(loader, "exec_module"):
            return None
        execute = loader.exec_module

        def execute_and_call(module: Any) -> None:
            execute(module)
            callback(module)

        loader.exec_module = execute_and_call
        return spec


_finder = _Finder()


def on_import(name: str, callback: Callable[[Any], None]) -> None:
    """Calls ``callback`` with a module whenever it is imported; at once too where it is there already."""
    _callbacks[name] = callback
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    module = sys.modules.get(name)
    if module is not None:
        callback(module)


def watch() -> bool:
    """Wraps ``af.Job.send`` as soon as a program imports ``af``. Gives False where that was so already."""
    is_new = "af" not in _callbacks
    on_import("af", wrap)
    return is_new


def unwatch() -> None:
    """Undoes :func:`watch`, and unwraps ``af``."""
    _callbacks.pop("af", None)
    if not _callbacks and _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    if "af" in sys.modules:
        unwrap(sys.modules["af"])
