"""Starts as Natron does, by its documentation, and does what a user does by steps of JSON; prints what was seen.

All scripts init.py and then initGui.py of the search path are run in its order; a module with a plug-in's id is a node.
"""

import importlib
import json
import os
import sys

import NatronGui

paths = os.environ["NATRON_PLUGIN_PATH"].split(";")
sys.path += paths
for script in ("init.py", "initGui.py"):
    for path in paths:
        if os.path.isfile(os.path.join(path, script)):
            with open(os.path.join(path, script)) as stream:
                exec(compile(stream.read(), script, "exec"), {"__name__": "__main__"})

plugins = {}
for path in paths:
    for name in sorted(os.listdir(path)):
        if name.endswith("Group.py"):
            module = importlib.import_module(name[:-3])
            plugins[module.getPluginID()] = module

app = NatronGui.GuiApp(plugins)
for step in json.load(sys.stdin):
    kind, arguments = step[0], step[1:]
    if kind == "menu":
        exec(NatronGui.natron.menu[arguments[0]], {"app": app})
    elif kind == "node":
        app.createNode(arguments[0])
    elif kind == "reload":
        importlib.reload(sys.modules[arguments[0]])
    elif kind == "edit":
        app.nodes[arguments[0]].getParam(arguments[1]).edit(arguments[2])
    elif kind == "press":
        app.nodes[arguments[0]].getParam(arguments[1]).trigger()
    elif kind == "select":
        app.selected = [app.nodes[label] for label in arguments]
    elif kind == "answer":
        NatronGui.answers.append(arguments[0])
    elif kind == "look":
        params = app.nodes[arguments[0]]
        pool = params.getParam("af_pool")
        NatronGui.shown.append(
            [
                "node",
                pool.getOptions(),
                pool.getOptions()[pool.get()],
                params.getParam("af_pool_expression").get(),
                params.getParam("afpools_status").get(),
            ]
        )
print("\n" + json.dumps({"menu": sorted(NatronGui.natron.menu), "shown": NatronGui.shown}))
