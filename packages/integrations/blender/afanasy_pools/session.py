"""What goes on while the add-on is on: the pools that are known, and the hook that puts jobs on them.

The panel draws what is here. Files are read when the add-on starts, when a file is loaded, and on *Refresh*; never to
draw.
"""

import os
from typing import Any, Dict, List, Optional

import afpools
import afpools_chooser
import afpools_hook
import afpools_submit
import bpy
from afpools_choice import Choice, Decision, Defaults, decide, submitter

chooser = afpools_chooser.Chooser()

_defaults: Optional[Defaults] = None
_problem = ""
_facts: Dict[str, Any] = {}
_is_hook_ours = False


def assert_online() -> None:
    """Raises :class:`afpools.AfpoolsError` where Blender may not use the network."""
    if not getattr(bpy.app, "online_access", True):
        raise afpools.AfpoolsError(
            "SERVER_UNREACHABLE",
            "The Pool Server is not asked: online access is off in Blender's preferences (System, Network).",
        )


class _Server(afpools.PoolServer):
    """The Pool Server, unless Blender may not use the network: then the pools that are kept are used."""

    def ask_all(self, commands: Any) -> List[Any]:
        assert_online()
        return super().ask_all(commands)


class _Blender(afpools_submit.Program):
    """A job goes where its scene says."""

    def scene(self, job: Any) -> Optional[Choice]:
        from . import settings

        del job
        return settings.said(bpy.context.scene)

    def user_default(self) -> str:
        from . import preferences

        values = preferences.values()
        return values.default_pool.strip() if values else ""

    def server(self) -> Optional[afpools.PoolServer]:
        return _server()

    def is_server_away(self) -> bool:
        return chooser.is_away

    def ask(self, job: Any, decision: Decision) -> Optional[Choice]:
        del job
        raise afpools.AfpoolsError(
            "INVALID_ARGUMENT",
            "By %s you are asked for a pool. Choose one in the panel Afanasy Pools of the render properties."
            % decision.source,
        )


def _server() -> afpools.PoolServer:
    from . import preferences

    values = preferences.values()
    address = values.server.strip() if values and not os.environ.get("AFPOOLS_SERVER") else ""
    return _Server(address or None)


def start() -> None:
    global _is_hook_ours  # noqa: PLW0603 - in CGRU's environment the hook is there already, and stays
    _is_hook_ours = afpools_hook.watch()
    afpools_submit.use(_Blender())
    bpy.app.handlers.load_post.append(_on_load)
    _read()
    # A Blender without windows has nobody who looks, and no time: who wants the pools there asks for them.
    if not bpy.app.background:
        refresh()


def stop() -> None:
    afpools_submit.use(None)
    if _on_load in bpy.app.handlers.load_post:
        bpy.app.handlers.load_post.remove(_on_load)
    if _is_hook_ours:
        afpools_hook.unwatch()
    if bpy.app.timers.is_registered(_look):
        bpy.app.timers.unregister(_look)


def restart() -> None:
    """Begins anew with other preferences."""
    global chooser  # noqa: PLW0603 - another server has other pools
    chooser = afpools_chooser.Chooser()
    _read()
    if not bpy.app.background:
        refresh()


def refresh() -> None:
    """Asks for the pools, without Blender waiting for it where it has windows."""
    _read()
    if bpy.app.background:
        chooser.refresh()
    elif not chooser.is_refreshing:
        chooser.start_refresh()
        bpy.app.timers.register(_look, first_interval=0.1)


def decision(scene: Any) -> Optional[Decision]:
    """Where a scene's jobs go, and why; nothing where the configuration cannot be understood (:func:`problem`)."""
    from . import settings

    if _defaults is None:
        return None
    user_default = _Blender().user_default()
    return decide(_facts, scene=settings.said(scene), defaults=_defaults, user_default=user_default)


def problem() -> str:
    """Why it is not known where jobs go; empty where it is."""
    return _problem


def server_text() -> str:
    try:
        return "Pools are asked for at %s." % _server().address_shown
    except afpools.AfpoolsError as error:
        return error.message


def _read() -> None:
    global _defaults, _problem  # noqa: PLW0603 - what drawing works with
    _facts.update(submitter())
    _defaults, _problem = None, ""
    try:
        _defaults = Defaults.read()
        chooser.use(_server())
        chooser.load()
    except afpools.AfpoolsError as error:
        _problem = error.message


@bpy.app.handlers.persistent  # type: ignore[untyped-decorator]
def _on_load(*unused: Any) -> None:
    from . import settings

    del unused
    _read()
    settings.show_new_names()


def _look() -> Optional[float]:
    """Shows the pools once they are known: only Blender's own thread may touch its windows."""
    from . import settings

    if chooser.is_refreshing:
        return 0.1
    settings.show_new_names()
    redraw()
    return None


def redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "PROPERTIES":
                area.tag_redraw()
