"""The panel beside CGRU's own, in the render properties. It reads no file."""

import textwrap
from typing import Any

import afpools_chooser
import bpy
from afpools_field import NONE

from . import session

_MAX_LISTED = 20
"""A longer list is searched."""


class AFPOOLS_MT_pools(bpy.types.Menu):
    """The default, no pool, and pools: favourites, recent ones, then the others"""

    bl_label = "Pool"

    def draw(self, context: Any) -> None:
        chooser = session.chooser
        kept = context.scene.afanasy_pools.kept
        lines = chooser.lines()
        entries = [("", "Default"), (NONE, afpools_chooser.NO_POOL)]
        entries += [(line.expression, line.label) for line in lines[:_MAX_LISTED]]
        for expression, label in entries:
            icon = "RADIOBUT_ON" if expression == kept else "RADIOBUT_OFF"
            self.layout.operator("afpools.choose", text=label, icon=icon).expression = expression
        if len(lines) > _MAX_LISTED:
            self.layout.operator("afpools.search", text="Search all %d pools..." % len(lines), icon="VIEWZOOM")
        if kept not in ("", NONE):
            icon = "SOLO_ON" if kept in chooser.favourites else "SOLO_OFF"
            self.layout.operator("afpools.favourite", icon=icon)


class RENDER_PT_afanasy_pools(bpy.types.Panel):
    bl_label = "Afanasy Pools"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "render"
    # Behind the panels that say no order: CGRU's is the last of them.
    bl_order = 1

    def draw(self, context: Any) -> None:
        layout, scene, chooser = self.layout, context.scene, session.chooser
        settings = scene.afanasy_pools
        split = layout.split(factor=0.25)
        split.label(text="Pool:")
        row = split.row(align=True)
        row.menu("AFPOOLS_MT_pools", text=chooser.label(settings.kept) if settings.kept else "Default")
        row.operator("afpools.search", text="", icon="VIEWZOOM")
        row.operator("afpools.refresh", text="", icon="FILE_REFRESH")
        split = layout.split(factor=0.25)
        split.label(text="Expression:")
        split.prop(settings, "expression", text="")
        self._draw_decision(context)
        if chooser.is_refreshing:
            layout.label(text="Asking the Pool Server…", icon="TIME")
        elif chooser.status:
            _lines(layout, context, chooser.status)
            layout.prop(settings, "without_pool")
        if not hasattr(bpy.types, "CGRU_OT_submit"):
            _lines(layout, context, 'CGRU\'s add-on "CGRU Tools" is off: it sends the jobs.')
        layout.operator("afpools.submit", icon="RENDER_STILL")
        layout.menu("AFPOOLS_MT_jobs", icon="PRESET")

    def _draw_decision(self, context: Any) -> None:
        """Where jobs go, and what decided; what the hosts do."""
        decision = session.decision(context.scene)
        if decision is None:
            _lines(self.layout, context, session.problem())
            return
        shown = session.chooser.shown(decision.expression) or "no pool"
        if decision.asks:
            _lines(self.layout, context, "By %s you are asked for a pool: choose one." % decision.source)
        else:
            self.layout.label(text="Goes to %s, by %s" % (shown, decision.source), icon="INFO")
        if session.chooser.age and not decision.asks and decision.expression:
            meaning = session.chooser.meaning(decision.expression)
            if meaning.problem or meaning.warning:
                _lines(self.layout, context, meaning.problem or meaning.warning)
            else:
                self.layout.label(text=meaning.summary, icon="BLANK1")


def _lines(layout: Any, context: Any, text: str) -> None:
    column = layout.column(align=True)
    width = max(24, int(context.region.width / context.preferences.system.ui_scale / 7.5))
    for number, line in enumerate(textwrap.wrap(text, width)):
        column.label(text=line, icon="ERROR" if number == 0 else "BLANK1")


CLASSES = [AFPOOLS_MT_pools, RENDER_PT_afanasy_pools]
