"""Runs in Blender's Python module: has the extension installed, uses it beside CGRU's add-on; prints what was seen.

Its argument is the archive. ``BLENDER_USER_RESOURCES`` is a folder of the test's own.
"""

import importlib
import json
import os
import sys
import zipfile

extensions = os.path.join(os.environ["BLENDER_USER_RESOURCES"], "extensions", "user_default")
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(extensions)

import bpy  # noqa: E402 - it looks for extensions when it is imported

# It is there once Blender's module is.
addon_utils = importlib.import_module("addon_utils")
sys.path.append(os.path.join(os.environ["CGRU_LOCATION"], "plugins", "blender", "addons"))
addon_utils.enable("cgru_tools", default_set=True)
name = "bl_ext.user_default.afanasy_pools"
bpy.ops.preferences.addon_enable(module=name)
session = importlib.import_module(name + ".session")
preferences = bpy.context.preferences.addons[name].preferences
seen = {"release": bpy.app.version_string, "panel": hasattr(bpy.types, "RENDER_PT_afanasy_pools")}


def submit(job, **choices):
    scene = bpy.context.scene
    scene.cgru.jobname = job
    for key, value in choices.items():
        setattr(scene.afanasy_pools, key, value)
    try:
        return sorted(bpy.ops.afpools.submit())
    except RuntimeError as error:
        return str(error).strip()


bpy.context.preferences.system.use_online_access = False
session.refresh()
seen["offline"] = session.chooser.status
bpy.context.preferences.system.use_online_access = True
session.refresh()
seen["pools"] = [line.name for line in session.chooser.lines()]
preferences.default_pool = "laptops"
seen["default"] = session.decision(bpy.context.scene).source
seen["sent"] = submit(sys.argv[2], expression="gpu")
seen["refused"] = submit("refused", expression="gpx")
bpy.ops.preferences.addon_disable(module=name)
seen["gone"] = not hasattr(bpy.types.Scene, "afanasy_pools")
print("\nSEEN " + json.dumps(seen))
