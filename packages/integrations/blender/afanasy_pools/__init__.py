"""Blender add-on: jobs that CGRU's add-on sends to Afanasy render on a pool.

It stands beside CGRU's add-on and changes nothing of it. A pool is chosen in the panel "Afanasy Pools" of the render
properties; it is put on a job when the job is sent, whichever button sends it. The same files are an extension for
Blender 4.2 and later, by ``blender_manifest.toml``, and an add-on for 2.80 to 4.1, by ``bl_info``.
"""

import os
import sys

import bpy

bl_info = {
    "name": "Afanasy Pools",
    "author": "Afanasy Pools",
    "version": (1, 0, 0),
    "blender": (2, 80, 0),
    "location": "Properties > Render > Afanasy Pools",
    "description": "Sends jobs to a pool of Afanasy's render hosts",
    "category": "Render",
}

# In CGRU's environment its Python folders have the modules; a Blender that is started without it has them here.
_MODULES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "modules")
if _MODULES not in sys.path:
    sys.path.append(_MODULES)

from . import jobs, operators, panel, preferences, session, settings  # noqa: E402 - after the path that they need

_CLASSES = [*preferences.CLASSES, *settings.CLASSES, *operators.CLASSES, *jobs.CLASSES, *panel.CLASSES]


def register() -> None:
    for cls in _CLASSES:
        bpy.utils.register_class(cls)
    bpy.types.Scene.afanasy_pools = bpy.props.PointerProperty(type=settings.AfanasyPoolsSettings)
    session.start()


def unregister() -> None:
    session.stop()
    del bpy.types.Scene.afanasy_pools
    for cls in reversed(_CLASSES):
        bpy.utils.unregister_class(cls)
    if _MODULES in sys.path:
        sys.path.remove(_MODULES)
