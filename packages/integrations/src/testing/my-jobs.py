"""Looks at a person's jobs in the dialog of Qt, and does in it what that person does; prints what was seen.

The job "shot" is put on the first pool: without an API token, and then with the one of its argument.
"""

import json
import os
import sys

from PyQt6 import QtCore, QtWidgets

application = QtWidgets.QApplication([])

import afpools_qt_jobs  # noqa: E402 - it takes the Qt that is there

seen = []
dialog = afpools_qt_jobs.show()


def idle(then):
    """Does something once the server has answered."""
    if dialog._waiting:
        QtCore.QTimer.singleShot(20, lambda: idle(then))
    else:
        then()


def rows():
    items = [dialog._list.topLevelItem(row) for row in range(dialog._list.topLevelItemCount())]
    return [[item.text(0), item.text(2)] for item in items]


def look():
    seen.append(rows())
    dialog._list.setCurrentItem(dialog._list.topLevelItem(rows().index(["shot", "no pool"])))
    idle(change)


def change():
    seen.append(dialog._text.toPlainText())
    QtCore.QTimer.singleShot(20, choose)
    dialog._change.click()
    idle(without_token)


def choose():
    """Takes the first pool in the chooser, once its pools are there."""
    chooser = QtWidgets.QApplication.activeModalWidget()
    tree = chooser.findChildren(QtWidgets.QTreeWidget)[0] if chooser else None
    if tree is None or tree.topLevelItemCount() == 0:
        QtCore.QTimer.singleShot(20, choose)
        return
    tree.setCurrentItem(tree.topLevelItem(0))
    next(button for button in chooser.findChildren(QtWidgets.QPushButton) if button.isDefault()).click()


def without_token():
    seen.append(dialog._status.text().split(" Put an API token")[0])
    os.environ["AFPOOLS_TOKEN"] = sys.argv[1]
    QtCore.QTimer.singleShot(20, choose)
    dialog._change.click()
    idle(with_token)


def with_token():
    seen.append(dialog._status.text())
    print("SEEN " + json.dumps(seen))
    application.quit()


idle(look)
application.exec()
