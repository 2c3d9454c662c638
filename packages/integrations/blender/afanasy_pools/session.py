"""What goes on while the add-on is on: the pools that are known, and the hook that puts jobs on them."""

from __future__ import annotations

import getpass
import threading
from typing import Any, Optional

import afpools
import afpools_hook
import bpy

chooser = afpools.Chooser("blender")

_refreshing: Optional[threading.Thread] = None
_is_hook_ours = False


def start() -> None:
    global _is_hook_ours  # noqa: PLW0603 - in CGRU's environment the hook is there already, and stays
    _is_hook_ours = afpools_hook.watch()
    afpools_hook.choose(_choice)
    # A Blender without windows has nobody who looks, and no time: who wants the pools there asks for them.
    if not bpy.app.background:
        refresh()


def stop() -> None:
    afpools_hook.choose(None)
    if _is_hook_ours:
        afpools_hook.unwatch()
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)


def refresh() -> None:
    """Asks for the pools, without Blender waiting for it where it has windows."""
    global _refreshing  # noqa: PLW0603 - one at a time
    if bpy.app.background:
        chooser.refresh()
    elif _refreshing is None:
        _refreshing = threading.Thread(target=chooser.refresh, daemon=True)
        _refreshing.start()
        bpy.app.timers.register(_look, first_interval=0.1)


def is_refreshing() -> bool:
    return _refreshing is not None


def _look() -> Optional[float]:
    """Shows the pools once they are known: only Blender's own thread may touch its windows."""
    global _refreshing  # noqa: PLW0603 - one at a time
    if _refreshing is not None and _refreshing.is_alive():
        return 0.1
    _refreshing = None
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "PROPERTIES":
                area.tag_redraw()
    return None


def _choice(job: Any) -> Optional[afpools_hook.Choice]:
    from . import settings

    del job
    scene = bpy.context.scene
    expression = settings.said(scene)
    return None if expression is None else afpools_hook.Choice(expression, scene.afanasy_pools.without_pool)


def chosen(scene: Any) -> str:
    """The expression for a scene's jobs, by a default where nothing was chosen; empty for no pool."""
    from . import settings

    expression = settings.said(scene)
    if expression is not None:
        return expression
    default = afpools.default_expression({"user_name": getpass.getuser().lower()})
    return default.value if default else ""
