"""Does in a stand-in of a program what an artist does. Its argument is the program; prints what was seen."""

import importlib
import json
import os
import runpy
import sys

CGRU = os.environ["CGRU_LOCATION"]
seen = []
headings = set()


def in_qt(row):
    """From now on a user chooses this row in each dialog, once the server has answered."""
    from PyQt6 import QtCore, QtWidgets

    application = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])

    def look():
        dialog = QtWidgets.QApplication.activeModalWidget()
        if dialog is None:
            return
        (tree,) = dialog.findChildren(QtWidgets.QTreeWidget)
        headings.add(dialog.findChildren(QtWidgets.QLabel)[0].text())
        if tree.topLevelItemCount() > row and tree.topLevelItem(row).text(1) != "":
            tree.setCurrentItem(tree.topLevelItem(row))
            next(button for button in dialog.findChildren(QtWidgets.QPushButton) if button.isDefault()).click()

    timer = QtCore.QTimer(application)
    timer.setInterval(20)
    timer.timeout.connect(look)
    timer.start()
    return application, timer


def houdini():
    import hou

    sys.path.insert(0, os.path.join(CGRU, "plugins", "houdini"))
    import afanasy
    from afpools_programs import houdini as ours

    ours.choose_pool()
    node = hou.Node("houdini")
    hou.selected.append(node)
    ours.choose_pool()
    seen.append(node.parm("hosts_mask").eval())
    afanasy.render(node)
    node.parm("hosts_mask").set("pool=gpx")
    afanasy.render(node)
    seen.append([hou.messages, node.parm("soho_foreground").eval()])
    seen.append(sorted(headings))


def nuke():
    import nuke

    runpy.run_path(os.path.join(CGRU, "afpools", "nuke", "menu.py"))
    sys.path.insert(0, os.path.join(CGRU, "plugins", "nuke", "scripts"))
    from cgru import afanasy

    node = nuke.create("nuke")
    exec(node.knob("afpools_choose").value(), {"nuke": nuke})
    seen.append([sorted(nuke.commands), node.knob("afpools_choose").label, node.knob("hostsmask").value()])
    afanasy.render(node)
    node.knob("hostsmask").setValue("pool=gpx")
    afanasy.render(node)
    seen.append(nuke.messages)


def maya():
    from maya import cmds

    runpy.run_path(os.path.join(CGRU, "afpools", "maya", "scripts", "userSetup.py"))
    cmds.items["Choose Pool..."]()
    seen.append([sorted(cmds.items), cmds.fields, cmds.saved])
    submit("maya", cmds.fields["cgru_afanasy__hosts_mask"])
    submit("maya refused", "pool=gpx")
    seen.append(cmds.dialogs)


def max_():
    import pymxs
    from afpools_programs import max as ours

    ours.choose_pool()
    seen.append(pymxs.executed[1:])
    submit("max refused", "pool=gpx")
    seen.append(pymxs.messages)


def c4d():
    import c4d

    # Row 2 of the list is the first pool; then the button. And one who cancels.
    c4d.user[:] = [[(1002, 2), (1005, None)], [(1003, "laptops"), (1006, None)]]
    runpy.run_path(os.path.join(CGRU, "afpools", "c4d", "AfanasyPools.pyp"))
    command = c4d.plugins.registered[0]["dat"]
    command.Execute(None)
    command.Execute(None)
    submit("c4d")
    seen.append([label.split(",")[0] for label in c4d.shown[0]])
    submit("c4d refused", "pool=gpx")
    seen.append(c4d.messages)


def clarisse():
    class ix:
        class application:
            @staticmethod
            def get_current_project_filename():
                return "clarisse"

    runpy.run_path(
        os.path.join(CGRU, "plugins", "clarisse", "afanasy_pools_submit.py"),
        init_globals={"ix": ix},
        run_name="clarisse",
    )


def submit(name, mask=""):
    """As CGRU's code for the program, which is not run here."""
    af = importlib.import_module("af")
    job = af.Job(name)
    block = af.Block("render")
    block.setNumeric(1, 2)
    block.setCommand("render")
    job.blocks.append(block)
    if mask:
        job.setHostsMask(mask)
    seen.append(job.send()[0])


program = sys.argv[1]
user = None if program == "c4d" else in_qt(0)
{"houdini": houdini, "nuke": nuke, "maya": maya, "max": max_, "c4d": c4d, "clarisse": clarisse}[program]()
print("SEEN " + json.dumps(seen))
