"""A person's jobs after they were sent: why one does not render, and another pool for it."""

from typing import Any, List, Optional, Set, Tuple

import afpools
import bpy
from afpools_field import NONE
from afpools_jobs import JobLine, Jobs, in_thread
from bpy.props import IntProperty, StringProperty

from . import session

_jobs: List[JobLine] = []
_text: List[str] = []
_problem = ""
_answers: List[Tuple[Any, Any, str]] = []


def _ask(operator: Any, work: Any, then: Any) -> Set[str]:
    """Asks in a thread; ``then`` is called by Blender's own. Without windows Blender has no timers, and waits."""
    try:
        session.assert_online()
    except afpools.AfpoolsError as error:
        operator.report({"ERROR"}, error.message)
        return {"CANCELLED"}
    thread = in_thread(lambda: work(Jobs()), lambda result, problem: _answers.append((then, result, problem)))
    if bpy.app.background:
        thread.join()
        _take()
    else:
        bpy.app.timers.register(_take, first_interval=0.2)
    return {"FINISHED"}


def _take() -> Optional[float]:
    global _problem  # noqa: PLW0603 - what the menu shows
    if not _answers:
        return 0.2
    then, result, problem = _answers.pop(0)
    _problem = problem
    if not problem:
        then(result)
    session.redraw()
    return None


def _show_jobs(lines: List[JobLine]) -> None:
    _jobs[:] = lines


def _show_text(lines: List[str]) -> None:
    _text[:] = lines


def _job(serial: int) -> Optional[JobLine]:
    return next((job for job in _jobs if job.serial == serial), None)


class AFPOOLS_OT_jobs(bpy.types.Operator):
    """List your unfinished jobs"""

    bl_idname = "afpools.jobs"
    bl_label = "Refresh My Jobs"

    def execute(self, context: Any) -> Set[str]:
        del context
        return _ask(self, lambda jobs: jobs.list(), _show_jobs)


class AFPOOLS_OT_explain(bpy.types.Operator):
    """Why is this job not rendering?"""

    bl_idname = "afpools.explain"
    bl_label = "Why Is It Not Rendering?"

    serial: IntProperty()  # type: ignore[valid-type]

    def execute(self, context: Any) -> Set[str]:
        del context
        job = _job(self.serial)
        if job is None:
            self.report({"ERROR"}, "The job is not listed any more.")
            return {"CANCELLED"}
        _show_text(["Asking the Pool Server…"])
        return _ask(self, lambda jobs: jobs.explain(job), _show_text)

    def invoke(self, context: Any, event: Any) -> Any:
        del event
        if "CANCELLED" in self.execute(context):
            return {"CANCELLED"}
        return context.window_manager.invoke_popup(self, width=520)

    def draw(self, context: Any) -> None:
        del context
        for line in [_problem] if _problem else _text:
            self.layout.label(text=line)


class AFPOOLS_OT_change_pool(bpy.types.Operator):
    """Put this job on another pool"""

    bl_idname = "afpools.change_pool"
    bl_label = "Change Pool..."

    serial: IntProperty()  # type: ignore[valid-type]
    expression: StringProperty(  # type: ignore[valid-type]
        name="Pool", description="A pool, or pools joined: gpu + nuke. A single - takes the job off its pool"
    )

    def invoke(self, context: Any, event: Any) -> Any:
        del event
        job = _job(self.serial)
        self.expression = job.pool if job else ""
        return context.window_manager.invoke_props_dialog(self, width=420)

    def execute(self, context: Any) -> Set[str]:
        del context
        job, text = _job(self.serial), self.expression.strip()
        if job is None or text == "":
            return {"CANCELLED"}
        expression = "" if text == NONE else session.chooser.kept(text)

        def change(jobs: Jobs) -> List[JobLine]:
            jobs.change_pool(job, expression)
            return jobs.list()

        result = _ask(self, change, _show_jobs)
        if _problem and bpy.app.background:
            self.report({"ERROR"}, _problem)
            return {"CANCELLED"}
        return result


class AFPOOLS_MT_jobs(bpy.types.Menu):
    """Your unfinished jobs: why one does not render, and another pool for it"""

    bl_label = "My Jobs"

    def draw(self, context: Any) -> None:
        del context
        self.layout.operator("afpools.jobs", icon="FILE_REFRESH")
        if _problem:
            self.layout.label(text=_problem, icon="ERROR")
        for job in _jobs[:20]:
            self.layout.separator()
            self.layout.label(text=job.label)
            self.layout.operator("afpools.explain").serial = job.serial
            self.layout.operator("afpools.change_pool").serial = job.serial


CLASSES = [AFPOOLS_OT_jobs, AFPOOLS_OT_explain, AFPOOLS_OT_change_pool, AFPOOLS_MT_jobs]
