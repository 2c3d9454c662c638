"""Runs AfStarter as Python does, and does in its window what a user does, by steps of JSON; prints what was seen.

Its first argument is AfStarter's file; AfStarter gets the others.
"""

import json
import os
import runpy
import sys

sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))

from Qt import QtCore, QtWidgets  # noqa: E402 - as AfStarter finds it


def give_up(kind, error, traceback):
    """A window goes on after errors; a test does not."""
    sys.__excepthook__(kind, error, traceback)
    sys.stderr.flush()
    os._exit(1)


sys.excepthook = give_up
seen = []
steps = json.loads(os.environ["TEST_STEPS"])
answers = []
picks = []
Application = QtWidgets.QApplication


def texts(window):
    row = window.afpools
    return {
        "expression": row._expression.text(),
        "otherwise": row._expression.placeholderText(),
        "status": row._status.text() if row._status.isVisible() else "",
        "fields": sorted(window.fields),
    }


class User(QtCore.QObject):
    """Takes one step after another, whenever the window waits."""

    def __init__(self, window):
        QtCore.QObject.__init__(self)
        self.window = window
        self.step()

    def step(self):
        # A new timer for each: one does not fire while what it has called shows a message.
        QtCore.QTimer.singleShot(20, self.step)
        box = QtWidgets.QApplication.activeModalWidget()
        if box is not None and picks:
            self.pick(box)
            return
        if box is not None:
            seen.append(["message", box.text()])
            kinds = getattr(QtWidgets.QMessageBox, "StandardButton", QtWidgets.QMessageBox)
            buttons = [box.button(getattr(kinds, name)) for name in ("Ok", "Yes" if answers else "No")]
            next(button for button in buttons if button is not None).click()
            if answers:
                answers.pop()
            return
        if not steps:
            self.window.bQuitSave.pressed.emit()
            return
        kind, arguments = steps[0][0], steps[0][1:]
        if kind == "wait until known" and self.window.afpools._timer.isActive():
            return
        if kind == "wait for":
            if arguments[0] not in self.window.teCmd.toPlainText():
                return
            seen.append(["output", self.window.teCmd.toPlainText().strip()])
        steps.pop(0)
        if kind == "look":
            seen.append(texts(self.window))
        elif kind == "choose":
            picks.append(arguments)
            self.window.afpools._choose.click()
        elif kind == "field":
            self.window.fields[arguments[0]].setText(arguments[1])
        elif kind == "without":
            self.window.afpools._without.setChecked(True)
        elif kind == "answer yes":
            answers.append(True)
        elif kind == "start":
            self.window.bStart.pressed.emit()
        elif kind == "tab":
            self.window.findChild(QtWidgets.QTabWidget).setCurrentIndex(arguments[0])
        elif kind == "picture":
            QtWidgets.QApplication.primaryScreen().grabWindow(self.window.winId()).save(arguments[0])

    def pick(self, dialog):
        """Chooses a pool in the dialog once it is listed there: by what is searched for, and its row."""
        (tree,) = dialog.findChildren(QtWidgets.QTreeWidget)
        search, row, picture = (*picks[0], None)[:3]
        lines = dialog.findChildren(QtWidgets.QLineEdit)
        field = next(line for line in lines if line.placeholderText() == "Search pools")
        button = next(button for button in dialog.findChildren(QtWidgets.QPushButton) if button.isDefault())
        if tree.topLevelItemCount() == 0 or tree.topLevelItem(0).text(1) == "":
            return
        picks.pop()
        field.setText(search)
        item = tree.topLevelItem(row)
        seen.append(["pools", [tree.topLevelItem(at).text(0) for at in range(tree.topLevelItemCount())]])
        tree.setCurrentItem(item)
        if picture:
            dialog.grab().save(picture)
        button.click()


class ApplicationWithUser(Application):
    def exec(self):
        # Once the chooser is in the window.
        QtCore.QTimer.singleShot(0, self.begin)
        return Application.exec(self)

    exec_ = exec

    def begin(self):
        (window,) = [widget for widget in self.topLevelWidgets() if hasattr(widget, "bStart")]
        self.user = User(window)


QtWidgets.QApplication = ApplicationWithUser
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print("\nSEEN " + json.dumps(seen))
