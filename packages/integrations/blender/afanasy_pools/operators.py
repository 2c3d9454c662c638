"""What the panel's buttons do."""

import textwrap
from typing import Any, Sequence, Set

import afpools
import bpy
from bpy.props import StringProperty

from . import session


class AFPOOLS_OT_choose(bpy.types.Operator):
    """Render this scene's jobs on this pool"""

    bl_idname = "afpools.choose"
    bl_label = "Choose a Pool"
    bl_options = {"UNDO", "INTERNAL"}  # noqa: RUF012 - Blender reads it

    expression: StringProperty()  # type: ignore[valid-type]

    def execute(self, context: Any) -> Set[str]:
        context.scene.afanasy_pools.expression = self.expression
        return {"FINISHED"}


class AFPOOLS_OT_refresh(bpy.types.Operator):
    """Ask the Pool Server for the pools and how many of their hosts are online"""

    bl_idname = "afpools.refresh"
    bl_label = "Refresh Pools"

    def execute(self, context: Any) -> Set[str]:
        del context
        session.refresh()
        return {"FINISHED"}


class AFPOOLS_OT_submit(bpy.types.Operator):
    """Send the job to Afanasy as CGRU's button does; asks first where nobody of the pool is online"""

    bl_idname = "afpools.submit"
    bl_label = "Submit Job"

    _questions: Sequence[str] = ()

    @classmethod
    def poll(cls, context: Any) -> bool:
        del context
        return _can_submit()

    def invoke(self, context: Any, event: Any) -> Any:
        del event
        expression, without_pool = session.chosen(context.scene), context.scene.afanasy_pools.without_pool
        try:
            self._questions = session.chooser.questions(expression, without_pool)
        except afpools.AfpoolsError as error:
            self.report({"ERROR"}, error.message)
            return {"CANCELLED"}
        if self._questions:
            return context.window_manager.invoke_props_dialog(self, width=420)
        return self.execute(context)

    def draw(self, context: Any) -> None:
        del context
        column = self.layout.column(align=True)
        for question in self._questions:
            for number, line in enumerate(textwrap.wrap(question, 64)):
                column.label(text=line, icon="ERROR" if number == 0 else "BLANK1")
        column.separator()
        column.label(text="Submit all the same?")

    def execute(self, context: Any) -> Set[str]:
        del context
        try:
            return set(bpy.ops.cgru.submit())
        except RuntimeError as error:
            # What CGRU's operator reports, or the last line of what it stopped with.
            lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith("Location:")]
            self.report({"ERROR"}, lines[-1] if lines else str(error))
            return {"CANCELLED"}


def _can_submit() -> bool:
    return hasattr(bpy.types, "CGRU_OT_submit")


CLASSES = [AFPOOLS_OT_choose, AFPOOLS_OT_refresh, AFPOOLS_OT_submit]
