"""AfStarter, CGRU's window for submitting, with a chooser of pools; no file of CGRU's is changed.

AfStarter imports ``Qt``: from then on its application, once it runs, has the chooser in its window. What is chosen goes
to ``afjob.py`` in the environment, whose ``af.Job.send()`` puts the job on the pool.
"""

from __future__ import annotations

import os
from typing import Any

import afpools
import afpools_hook

__all__ = ["PoolRow", "on_qt"]


def on_qt(qt: Any) -> None:
    """Prepares ``Qt`` where AfStarter has imported it."""
    application: Any = qt.QtWidgets.QApplication

    class ApplicationWithPools(application):  # type: ignore[misc]
        """Adds the chooser before the window takes its first event."""

        def exec(self) -> Any:
            for window in self.topLevelWidgets():
                if _is_afstarter(window):
                    window.afpools = PoolRow(qt.QtWidgets, window)
            return super().exec() if hasattr(application, "exec") else super().exec_()

        exec_ = exec

    qt.QtWidgets.QApplication = ApplicationWithPools


def _is_afstarter(window: Any) -> bool:
    """Does it have what the chooser counts on?"""
    return all(hasattr(window, name) for name in ("fields", "bStart", "start", "layout"))


class PoolRow:
    """The chooser in AfStarter's window.

    The expression is the choice, and a field of the window: AfStarter keeps it with its presets, as its other fields.
    """

    def __init__(self, widgets: Any, window: Any) -> None:
        self._widgets = widgets
        self._window = window
        self._chooser = afpools.Chooser("afstarter")
        self._boxes = widgets.QComboBox(window)
        self._boxes.setSizeAdjustPolicy(_member(widgets.QComboBox, "SizeAdjustPolicy", "AdjustToContents"))
        self._expression = widgets.QLineEdit(window)
        self._expression.setPlaceholderText("gpu + nuke - ws-*")
        self._refresh = widgets.QPushButton("Refresh Pools", window)
        self._status = widgets.QLabel(window)
        self._status.setWordWrap(True)
        self._without = widgets.QCheckBox("Send without the pool if the Pool Server cannot be reached", window)
        self._build()
        self._expression.setText(self._first())
        window.fields["pool"] = self._expression
        self._boxes.activated.connect(self._on_choice)
        self._expression.textChanged.connect(self._on_expression)
        self._refresh.clicked.connect(self._on_refresh)
        window.bStart.pressed.disconnect()
        window.bStart.pressed.connect(self._on_start)
        self._on_refresh()

    def _build(self) -> None:
        line = self._widgets.QHBoxLayout()
        line.addWidget(self._widgets.QLabel("Render Pool:", self._window))
        line.addWidget(self._boxes)
        line.addWidget(self._widgets.QLabel("Expression:", self._window))
        line.addWidget(self._expression, 1)
        line.addWidget(self._refresh)
        rows = self._widgets.QVBoxLayout()
        rows.addLayout(line)
        rows.addWidget(self._status)
        rows.addWidget(self._without)
        # Below the tabs, so that it is seen whichever is open.
        self._window.layout().insertLayout(1, rows)

    def _first(self) -> str:
        last = self._chooser.last
        if last is not None:
            return last
        default = afpools.default_expression({})
        return default.value if default else ""

    def _on_refresh(self) -> None:
        self._chooser.refresh()
        self._boxes.clear()
        for choice in self._chooser.choices:
            self._boxes.addItem(choice.label, choice.expression)
        self._status.setText(self._chooser.status)
        self._status.setVisible(self._chooser.status != "")
        self._without.setVisible(self._chooser.status != "")
        self._show()

    def _on_choice(self, index: int) -> None:
        self._expression.setText(self._boxes.itemData(index))

    def _on_expression(self) -> None:
        self._show()

    def _show(self) -> None:
        expressions = [choice.expression for choice in self._chooser.choices]
        chosen = self._expression.text().strip()
        self._boxes.setCurrentIndex(expressions.index(chosen) if chosen in expressions else -1)

    def _on_start(self) -> None:
        expression = self._expression.text().strip()
        without = self._without.isVisible() and self._without.isChecked()
        if not self._may_start(expression, without):
            return
        self._chooser.remember(expression)
        os.environ["AFPOOLS_POOL"] = expression
        os.environ[afpools_hook.AWAY_VARIABLE] = "1" if without else "0"
        self._window.start()

    def _may_start(self, expression: str, without: bool) -> bool:
        box = self._widgets.QMessageBox
        try:
            questions = self._chooser.questions(expression, without)
        except afpools.AfpoolsError as error:
            box.critical(self._window, "Afanasy Pools", error.message)
            return False
        if not questions:
            return True
        yes, no = (_member(box, "StandardButton", name) for name in ("Yes", "No"))
        text = "\n\n".join([*questions, "Submit all the same?"])
        return bool(box.warning(self._window, "Afanasy Pools", text, yes | no, no) == yes)


def _member(cls: Any, enum: str, name: str) -> Any:
    """A value of an enumeration: newer Qts keep it in the enumeration, older ones in the class."""
    return getattr(getattr(cls, enum, cls), name)
