"""Shows the chooser's dialog in a binding of Qt, and does in it what a person does; prints what was seen.

Its arguments are the binding and the file of a picture.
"""

import importlib
import json
import sys
import threading

binding, picture = sys.argv[1:]
QtWidgets = importlib.import_module(binding + ".QtWidgets")
QtCore = importlib.import_module(binding + ".QtCore")
application = QtWidgets.QApplication([])

import afpools_chooser  # noqa: E402
import afpools_qt  # noqa: E402 - it takes the Qt that is there
from afpools_choice import Choice, Decision  # noqa: E402

chooser = afpools_chooser.shared()
# The server may answer before the first look at the dialog.
may_ask = threading.Event()
refresh = chooser.refresh
chooser.refresh = lambda: (may_ask.wait(), refresh())
seen = {"qt": afpools_qt.qt().__name__}
decision = Decision(Choice("?"), "studio", "the studio (af_pools_studio)")
dialog = afpools_qt.PoolDialog(None, "", "Submit", decision)
seen["while asking"] = [dialog._status.text(), dialog._use.isEnabled()]
may_ask.set()


def names():
    return [dialog._list.topLevelItem(row).text(0) for row in range(dialog._list.topLevelItemCount())]


def numbers(row):
    return [dialog._list.topLevelItem(row).text(column) for column in range(1, 6)]


def use():
    if dialog._timer.isActive():
        QtCore.QTimer.singleShot(20, use)
        return
    seen["pools"] = names()
    seen["gpu"] = numbers(0)
    dialog._search.setText("la TOP")
    seen["found"] = names()
    dialog._list.setCurrentItem(dialog._list.topLevelItem(0))
    seen["laptops"] = [dialog._expression.text(), dialog._meaning.text(), dialog._warning.text()]
    dialog._favourite.click()
    dialog._search.setText("")
    seen["favourite first"] = [names(), numbers(0)[-1]]
    dialog._expression.setText("gpu + hea")
    dialog._expression.setCursorPosition(9)
    dialog._complete()
    dialog._on_completed(dialog._words.stringList()[0])
    seen["completed"] = dialog._expression.text()
    seen["meaning"] = [dialog._meaning.text(), dialog._hosts.count()]
    dialog.widget.grab().save(picture)
    # Shown as it is: Qt would open the file that it names.
    dialog._expression.setText('"<img src=x>"')
    kinds = getattr(QtCore.Qt, "TextFormat", QtCore.Qt)
    seen["as it is"] = [dialog._meaning.text(), dialog._meaning.textFormat() == kinds.PlainText]
    seen["tool tip"] = [afpools_qt.plain("a\n<b>"), afpools_qt.plain("gpu & nuke")]
    dialog._expression.setText("gpx")
    seen["wrong"] = [dialog._meaning.text(), dialog._use.isEnabled()]
    dialog._expression.setText("pc-* - gpu")
    seen["pattern"] = dialog._meaning.text()
    dialog._use.click()


QtCore.QTimer.singleShot(20, use)
seen["accepted"] = [dialog.run(), dialog.text]
print("SEEN " + json.dumps(seen))
