"""Runs in Blender: does what a user does by steps of JSON in the environment, and prints what was seen."""

import json
import os
import sys

import addon_utils
import bpy

seen = []


def look():
    from afanasy_pools import session

    scene = bpy.context.scene
    return {
        "choices": [choice.label for choice in session.chooser.choices],
        "status": session.chooser.status,
        "chosen": session.chosen(scene),
        "panel": hasattr(bpy.types, "RENDER_PT_afanasy_pools"),
    }


def state():
    """What the add-on may leave nothing of behind when it is off."""
    import af

    return {
        "types": [name for name in dir(bpy.types) if "afanasy_pools" in name.lower() or name.startswith("AFPOOLS")],
        "operators": list(dir(bpy.ops.afpools)),
        "property": hasattr(bpy.types.Scene, "afanasy_pools"),
        "hook": getattr(af.Job.send, "puts_on_pools", False),
        "finders": [type(finder).__name__ for finder in sys.meta_path if type(finder).__module__ == "afpools_hook"],
        "paths": [path for path in sys.path if "afanasy_pools" in path],
    }


def submit(operator):
    try:
        return sorted(operator())
    except RuntimeError as error:
        return [str(error).strip().split("\n")[-1]]


for step in json.loads(os.environ["TEST_STEPS"]):
    kind, arguments = step[0], step[1:]
    settings = getattr(bpy.context.scene, "afanasy_pools", None)
    if kind == "refresh":
        bpy.ops.afpools.refresh()
    elif kind == "look":
        seen.append(look())
    elif kind == "choose":
        bpy.ops.afpools.choose(expression=arguments[0])
    elif kind == "without":
        settings.without_pool = True
    elif kind == "cgru":
        setattr(bpy.context.scene.cgru, arguments[0], arguments[1])
    elif kind == "new scene":
        bpy.ops.scene.new(type="EMPTY")
    elif kind == "save":
        bpy.ops.wm.save_as_mainfile(filepath=arguments[0])
    elif kind == "open":
        bpy.ops.wm.open_mainfile(filepath=arguments[0])
    elif kind == "submit":
        seen.append(submit(bpy.ops.afpools.submit))
    elif kind == "submit as CGRU":
        seen.append(submit(bpy.ops.cgru.submit))
    elif kind == "off":
        addon_utils.disable("afanasy_pools")
    elif kind == "on":
        addon_utils.enable("afanasy_pools")
    elif kind == "state":
        seen.append(state())
print("\nSEEN " + json.dumps(seen))
