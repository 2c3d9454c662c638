"""Puts jobs on pools when CGRU's ``af.Job.send()`` sends them, without a change in CGRU's files.

A job goes where :mod:`afpools_choice` says. One that cannot be put on its pool is not sent: ``send()`` then gives
``(False, reason)``, as CGRU's own does when it cannot send, so that the program cleans up as it does then. The reason
is also the first line on standard error.
"""

import sys
import time
import traceback
from typing import Any, Dict, List, Optional, Tuple

import afpools
import afpools_field
from afpools_choice import Choice, Decision, decide

__all__ = ["Choice", "Decision", "Program", "Refused", "last_refusal", "put_on_pool", "unwrap", "use", "wrap"]

Json = Dict[str, Any]


class Refused(Tuple[bool, str]):
    """What ``send()`` gives for a job that was not sent: ``(False, reason)``, which is false in a condition."""

    def __new__(cls, reason: str) -> "Refused":
        return tuple.__new__(cls, (False, reason))

    def __bool__(self) -> bool:
        return False


class Program:
    """What a program that submits knows of a job. By itself it knows nothing."""

    def explicit(self, job: Any) -> Optional[Choice]:
        """What was chosen for this very ``af.Job``."""
        del job
        return None

    def scene(self, job: Any) -> Optional[Choice]:
        """What is saved with the scene that the job is of."""
        del job
        return None

    def user_default(self) -> str:
        """The pool that the user says in the program's preferences; empty for none."""
        return ""

    def server(self) -> Optional[afpools.PoolServer]:
        """The server that is asked; nothing for the configured one."""
        return None

    def is_server_away(self) -> bool:
        """Does the program know that the server did not answer a moment ago? Then it is waited for only briefly."""
        import afpools_chooser

        return afpools_chooser.shared().is_away

    def ask(self, job: Any, decision: Decision) -> Optional[Choice]:
        """Asks the person who submits; nothing where that person does not want to submit.

        Raises :class:`afpools.AfpoolsError` where nobody can be asked.
        """
        import afpools_qt

        return afpools_qt.ask(self.window(), job.data.get("name", ""), decision)

    def window(self) -> Any:
        """The window that dialogs belong to, a ``QWidget``: without one they may open behind the program's."""
        import afpools_qt

        return afpools_qt.qt().QApplication.activeWindow() if afpools_qt.has_windows() else None

    def tell(self, reason: str) -> None:
        """Shows why a job was not sent, where the program would not."""
        del reason


_TIMEOUT_WHILE_AWAY = 1.0
"""Seconds. The program's windows stand still while a job is sent."""

_AWAY_FOR = 30.0
"""Seconds for which a server that did not answer a job is waited for only briefly by the next ones."""

_away_until = 0.0

_program: Optional[Program] = None
_last_refusal = ""


def use(program: Optional[Program]) -> None:
    """Says which program this is; nothing to have it found out."""
    global _program  # noqa: PLW0603 - one process, one program
    _program = program


def _current() -> Program:
    global _program  # noqa: PLW0603 - one process, one program
    if _program is None:
        import afpools_programs

        _program = afpools_programs.detect() or Program()
    return _program


def last_refusal() -> str:
    """Why the last job was not sent; empty where it was."""
    return _last_refusal


def wrap(af: Any) -> None:
    """Wraps ``af.Job.send`` and the setters of masks; at most once."""
    if getattr(af.Job.send, "puts_on_pools", False):
        return
    _replace(af.Job, "send", _sender(af.Job.send))
    for cls in (af.Job, af.Block):
        for name, member in (("setHostsMask", "hosts_mask"), ("setHostsMaskExclude", "hosts_mask_exclude")):
            _replace(cls, name, _setter(getattr(cls, name), member))


def unwrap(af: Any) -> None:
    """Gives ``af`` back as it was."""
    for cls in (af.Job, af.Block):
        for name in ("send", "setHostsMask", "setHostsMaskExclude"):
            method: Any = getattr(cls, name, None)
            if getattr(method, "puts_on_pools", False):
                setattr(cls, name, method.__wrapped__)


def _replace(cls: Any, name: str, method: Any) -> None:
    original = getattr(cls, name)
    method.__dict__.update(puts_on_pools=True, __wrapped__=original)
    method.__name__, method.__doc__ = name, original.__doc__
    setattr(cls, name, method)


def _sender(send: Any) -> Any:
    def send_on_pool(job: Any, *args: Any, **named: Any) -> Any:
        global _last_refusal  # noqa: PLW0603 - for programs that show it
        _last_refusal = ""
        before: List[Tuple[Json, Json]] = []
        try:
            before = _remember(job)
            put_on_pool(job)
        except Exception as error:  # whatever it is, the job must not go out without its pool
            is_expected = isinstance(error, afpools.AfpoolsError)
            reason = str(error) if is_expected else "The job could not be put on its pool: %s" % error
            _restore(before)
            _tell(reason)
            if not is_expected:
                traceback.print_exc()
            _last_refusal = reason
            _show(reason)
            return Refused(reason)
        try:
            return send(job, *args, **named)
        finally:
            # The job stays the program's own: it may show it, change it, and send it again.
            _restore(before)

    return send_on_pool


def _show(reason: str) -> None:
    """Shows a refusal in the program's own way. Whatever goes wrong with that, the caller's clean-up has to run."""
    try:
        _current().tell(reason)
    except Exception:
        traceback.print_exc()


def _setter(set_mask: Any, member: str) -> Any:
    def set_mask_or_pool(masked: Any, value: Any) -> Any:
        # CGRU drops what Python cannot read as a regular expression, and the job would go out without a pool.
        if isinstance(value, str) and afpools_field.has_pool_field(value):
            masked.data[member] = value
            return None
        return set_mask(masked, value)

    return set_mask_or_pool


def put_on_pool(job: Any) -> Optional[afpools.Plan]:
    """Puts an ``af.Job`` on its pool, if it has any. Raises :class:`afpools.AfpoolsError`."""
    program = _current()
    job.fillBlocks()
    field = _take_field(job)
    if afpools.is_on_pool(job):
        if field is None:
            return None
        raise afpools.AfpoolsError("INVALID_ARGUMENT", "The job is on a pool already, and its hosts mask asks for one.")
    explicit = program.explicit(job) if field is None else Choice(field)
    decision = decide(job.data, explicit, program.scene(job), user_default=program.user_default())
    if field is not None:
        decision = decision._replace(source="its hosts mask")
    if decision.asks:
        answer = program.ask(job, decision)
        if answer is None:
            raise afpools.AfpoolsError("ABORTED", "The job was not sent: no pool was chosen.")
        decision = Decision(answer, "job", "the person who submitted")
    choice = decision.choice
    if choice.expression == "":
        return None
    if not job.data.get("hosts_mask"):
        job.data.update(_dropped_mask())
    server = program.server() or afpools.PoolServer()
    if program.is_server_away() or time.monotonic() < _away_until:
        server.timeout = min(server.timeout, _TIMEOUT_WHILE_AWAY)
    try:
        plan = afpools.apply(job, choice.expression, server=server)
        _note(plan.is_away)
    except afpools.AfpoolsError as error:
        _note(error.is_away)
        if error.is_away and choice.without_pool:
            _tell("%s The job is sent without its pool %s, as you allowed." % (error.message, choice.names))
            return None
        raise _explained(error, decision) from error
    _tell("The job renders on %s: %s." % (choice.names, _count(plan)))
    for warning in plan.warnings:
        _tell("Warning: %s" % warning)
    return plan


def _note(is_away: bool) -> None:
    global _away_until  # noqa: PLW0603 - of this process
    _away_until = time.monotonic() + _AWAY_FOR if is_away else 0.0


def _take_field(job: Any) -> Optional[str]:
    """The expression of ``pool=`` in the hosts masks, which are taken away; nothing where there is none."""
    for members in [job.data, *job.data["blocks"]]:
        exclude = members.get("hosts_mask_exclude")
        if isinstance(exclude, str) and afpools_field.has_pool_field(exclude):
            raise afpools.AfpoolsError(
                "INVALID_ARGUMENT",
                "pool= belongs in the hosts mask, not in the exclude mask: pool=gpu=-=nuke is gpu without nuke.",
            )
    of_job, of_blocks = _field(job.data), [_field(block, True) for block in job.data["blocks"]]
    asked = {field for field in [of_job, *of_blocks] if field is not None}
    if len(asked) > 1:
        raise afpools.AfpoolsError(
            "INVALID_ARGUMENT",
            "The job asks for several pools, %s, and a job has one. Submit its blocks as jobs of their own."
            % " and ".join(sorted(asked)),
        )
    if asked and of_job is None and None in of_blocks:
        block = job.data["blocks"][of_blocks.index(None)]
        raise afpools.AfpoolsError(
            "INVALID_ARGUMENT",
            "Block %s asks for no pool, and others of its job do. Write pool= in the hosts mask of the job, or of all."
            % block.get("name", ""),
        )
    return asked.pop() if asked else None


def _field(members: Json, is_of_block: bool = False) -> Optional[str]:
    mask = members.get("hosts_mask")
    if not isinstance(mask, str) or not afpools_field.has_pool_field(mask):
        return None
    expression = afpools_field.read_field(mask, is_of_block)
    del members["hosts_mask"]
    return expression


def _explained(error: afpools.AfpoolsError, decision: Decision) -> afpools.AfpoolsError:
    """The error, with what a person knows: where the pool came from, and the name of one that is kept by its id."""
    message = error.message
    choice = decision.choice
    if error.code == "POOL_NOT_FOUND" and choice.names != choice.expression:
        message = "The pool of %s, once named %s, was deleted. Choose another." % (decision.source, choice.names)
    elif decision.level != "job":
        message = "%s The pool was chosen by %s." % (message, decision.source)
    return afpools.AfpoolsError(error.code, message, error.details)


def _dropped_mask() -> Json:
    """The hosts mask that CGRU's script for Fusion asks for and does not set on the job that it sends."""
    frame: Any = sys._getframe()
    while frame is not None:
        asked = frame.f_locals.get("job_data") if frame.f_code.co_name == "dispatch" else None
        if isinstance(asked, dict) and "comp_file_full_path" in asked and asked.get("hosts_mask"):
            return {"hosts_mask": asked["hosts_mask"]}
        frame = frame.f_back
    return {}


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
    "description",
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
