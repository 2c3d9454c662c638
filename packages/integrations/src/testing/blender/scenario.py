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
        "pools": [line.label for line in session.chooser.lines()],
        "status": session.chooser.status,
        "chosen": scene.afanasy_pools.expression,
        "goes": [session.decision(scene).expression, session.decision(scene).source],
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


def draw():
    """The files that are opened while the panel and its menus are drawn."""
    from unittest import mock

    from afanasy_pools import jobs, panel

    opened = []
    is_drawing = [False]
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" and is_drawing[0] else None)
    context = mock.MagicMock(scene=bpy.context.scene)
    context.region.width, context.preferences.system.ui_scale = 400, 1.0
    drawn = mock.MagicMock()
    drawn._draw_decision = lambda context: panel.RENDER_PT_afanasy_pools._draw_decision(drawn, context)
    for count in range(2):
        # The first time Python loads what it needs.
        is_drawing[0] = count == 1
        for cls in (panel.RENDER_PT_afanasy_pools, panel.AFPOOLS_MT_pools, jobs.AFPOOLS_MT_jobs):
            cls.draw(drawn, context)
    is_drawing[0] = False
    assert drawn.layout.operator.called
    return opened


def go_offline():
    """As where online access is off in the preferences of Blender 4.2 and later."""
    from unittest import mock

    from afanasy_pools import session

    session.bpy = mock.MagicMock(wraps=bpy)
    session.bpy.app.online_access = False
    session.bpy.app.background = True


for step in json.loads(os.environ["TEST_STEPS"]):
    kind, arguments = step[0], step[1:]
    settings = getattr(bpy.context.scene, "afanasy_pools", None)
    if kind == "refresh":
        bpy.ops.afpools.refresh()
    elif kind == "look":
        seen.append(look())
    elif kind == "draw":
        seen.append(draw())
    elif kind == "offline":
        go_offline()
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
