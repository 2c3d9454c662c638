"""The panel beside CGRU's own, in the render properties."""

import textwrap
from typing import Any

import afpools
import bpy

from . import session


class AFPOOLS_MT_pools(bpy.types.Menu):
    """No pool, and the pools with how many of their hosts are online"""

    bl_label = "Pool"

    def draw(self, context: Any) -> None:
        chosen = session.chosen(context.scene)
        for choice in session.chooser.choices:
            icon = "RADIOBUT_ON" if choice.expression == chosen else "RADIOBUT_OFF"
            operator = self.layout.operator("afpools.choose", text=choice.label, icon=icon)
            operator.expression = choice.expression


class RENDER_PT_afanasy_pools(bpy.types.Panel):
    bl_label = "Afanasy Pools"
    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "render"
    # Behind the panels that say no order: CGRU's is the last of them.
    bl_order = 1

    def draw(self, context: Any) -> None:
        layout = self.layout
        scene = context.scene
        chosen = session.chosen(scene)
        split = layout.split(factor=0.25)
        split.label(text="Pool:")
        row = split.row(align=True)
        row.menu("AFPOOLS_MT_pools", text=_menu_text(chosen))
        row.operator("afpools.refresh", text="", icon="FILE_REFRESH")
        split = layout.split(factor=0.25)
        split.label(text="Expression:")
        split.prop(scene.afanasy_pools, "expression", text="")
        chooser = session.chooser
        if session.is_refreshing():
            layout.label(text="Asking the Pool Server…", icon="TIME")
        elif chooser.status:
            _lines(layout, context, chooser.status)
            layout.prop(scene.afanasy_pools, "without_pool")
        elif chosen and any(choice.expression == chosen and choice.online == 0 for choice in chooser.choices):
            _lines(layout, context, "No host of %s is online: a job waits until one is." % chosen)
        elif not hasattr(bpy.types, "CGRU_OT_submit"):
            _lines(layout, context, 'CGRU\'s add-on "CGRU Tools" is off: it sends the jobs.')
        layout.operator("afpools.submit", icon="RENDER_STILL")


def _menu_text(chosen: str) -> str:
    return session.chooser.label(chosen) if chosen else afpools.NO_POOL


def _lines(layout: Any, context: Any, text: str) -> None:
    column = layout.column(align=True)
    width = max(24, int(context.region.width / context.preferences.system.ui_scale / 7.5))
    for number, line in enumerate(textwrap.wrap(text, width)):
        column.label(text=line, icon="ERROR" if number == 0 else "BLANK1")


CLASSES = [AFPOOLS_MT_pools, RENDER_PT_afanasy_pools]
