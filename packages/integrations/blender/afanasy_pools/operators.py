"""What the panel's buttons do."""

import textwrap
from typing import Any, List, Sequence, Set, Tuple

import afpools
import afpools_chooser
import afpools_submit
import bpy
from afpools_field import NONE
from bpy.props import EnumProperty, StringProperty

from . import session


class AFPOOLS_OT_choose(bpy.types.Operator):
    """Render this scene's jobs on this pool"""

    bl_idname = "afpools.choose"
    bl_label = "Choose a Pool"
    bl_options = {"UNDO", "INTERNAL"}  # noqa: RUF012 - Blender reads it

    expression: StringProperty()  # type: ignore[valid-type]

    def execute(self, context: Any) -> Set[str]:
        _choose(context, self.expression)
        return {"FINISHED"}


# Blender keeps no copy of the texts of a list that is made anew.
_found: List[Tuple[str, str, str]] = []


def _pools(operator: Any, context: Any) -> List[Tuple[str, str, str]]:
    del operator, context
    lines = session.chooser.lines()
    _found[:] = [(NONE, afpools_chooser.NO_POOL, ""), *((line.expression, line.label, "") for line in lines)]
    return _found


class AFPOOLS_OT_search(bpy.types.Operator):
    """Find a pool by its name"""

    bl_idname = "afpools.search"
    bl_label = "Search Pools"
    bl_options = {"UNDO", "INTERNAL"}  # noqa: RUF012 - Blender reads it
    bl_property = "pool"

    pool: EnumProperty(items=_pools)  # type: ignore[valid-type]

    def execute(self, context: Any) -> Set[str]:
        _choose(context, self.pool)
        return {"FINISHED"}

    def invoke(self, context: Any, event: Any) -> Set[str]:
        del event
        context.window_manager.invoke_search_popup(self)
        return {"FINISHED"}


class AFPOOLS_OT_favourite(bpy.types.Operator):
    """List this choice first, or no longer"""

    bl_idname = "afpools.favourite"
    bl_label = "Favourite"
    bl_options = {"INTERNAL"}  # noqa: RUF012 - Blender reads it

    def execute(self, context: Any) -> Set[str]:
        kept = context.scene.afanasy_pools.kept
        session.chooser.set_favourite(kept, kept not in session.chooser.favourites)
        return {"FINISHED"}


class AFPOOLS_OT_refresh(bpy.types.Operator):
    """Ask the Pool Server for the pools and what their hosts do"""

    bl_idname = "afpools.refresh"
    bl_label = "Refresh Pools"

    def execute(self, context: Any) -> Set[str]:
        del context
        session.refresh()
        return {"FINISHED"}


class AFPOOLS_OT_submit(bpy.types.Operator):
    """Send the job to Afanasy as CGRU's button does; asks first where no host of the pool is online"""

    bl_idname = "afpools.submit"
    bl_label = "Submit Job"

    _questions: Sequence[str] = ()

    @classmethod
    def poll(cls, context: Any) -> bool:
        del context
        return _can_submit()

    def invoke(self, context: Any, event: Any) -> Any:
        del event
        decision = session.decision(context.scene)
        expression = decision.expression if decision and not decision.asks else ""
        try:
            self._questions = session.chooser.questions(expression, context.scene.afanasy_pools.without_pool)
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
        session.chooser.remember(context.scene.afanasy_pools.kept)
        try:
            result = set(bpy.ops.cgru.submit())
        except RuntimeError as error:
            # CGRU's operator says that something is wrong, and not what.
            self.report({"ERROR"}, afpools_submit.last_refusal() or str(error).strip())
            return {"CANCELLED"}
        if afpools_submit.last_refusal():
            self.report({"ERROR"}, afpools_submit.last_refusal())
            return {"CANCELLED"}
        return result


def _choose(context: Any, expression: str) -> None:
    context.scene.afanasy_pools.expression = session.chooser.shown(expression)


def _can_submit() -> bool:
    return hasattr(bpy.types, "CGRU_OT_submit")


CLASSES = [AFPOOLS_OT_choose, AFPOOLS_OT_search, AFPOOLS_OT_favourite, AFPOOLS_OT_refresh, AFPOOLS_OT_submit]
