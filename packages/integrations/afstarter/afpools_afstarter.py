"""AfStarter, CGRU's window for submitting, with a line for pools; no file of CGRU's is changed.

AfStarter imports ``Qt``: from then on its application, once it runs, has the line in its window. What is chosen goes to
``afjob.py`` in the environment, whose ``af.Job.send()`` puts the job on the pool.
"""

import contextlib
import importlib
import os
from typing import Any, Iterator, Optional

import afpools
import afpools_choice
import afpools_chooser
import afpools_qt

__all__ = ["PoolRow", "on_qt"]


def on_qt(qt: Any) -> None:
    """Prepares ``Qt`` where AfStarter has imported it."""
    application: Any = qt.QtWidgets.QApplication

    class ApplicationWithPools(application):  # type: ignore[misc]
        """Adds the line before the window takes its first event."""

        def exec(self) -> Any:
            for window in self.topLevelWidgets():
                if _is_afstarter(window):
                    window.afpools = PoolRow(window)
            return super().exec() if hasattr(application, "exec") else super().exec_()

        exec_ = exec

    qt.QtWidgets.QApplication = ApplicationWithPools


def _is_afstarter(window: Any) -> bool:
    """Does it have what the line counts on?"""
    return all(hasattr(window, name) for name in ("fields", "bStart", "start", "layout"))


class PoolRow:
    """The line in AfStarter's window.

    The expression is the choice, and a field of the window: AfStarter keeps it with its presets, as its other fields.
    Empty, the job goes where it would without AfStarter's window, which is shown beside it.
    """

    def __init__(self, window: Any) -> None:
        self._widgets = widgets = afpools_qt.qt()
        self._window = window
        self._chooser = afpools_chooser.shared()
        self._chooser.load()
        self._decision = self._default()
        self._expression = widgets.QLineEdit(window)
        self._choose = widgets.QPushButton("Choose Pool...", window)
        self._status = afpools_qt.label("", window)
        self._without = widgets.QCheckBox("Send without the pool if the Pool Server is unavailable", window)
        self._build()
        # AfStarter fills its fields by their names when it loads a preset.
        window.fields["pool"] = self._expression
        self._expression.textChanged.connect(lambda text: self._show())
        self._choose.clicked.connect(lambda *checked: self._on_choose())
        window.bStart.pressed.disconnect()
        window.bStart.pressed.connect(self._on_start)
        core = importlib.import_module(widgets.__name__.replace("QtWidgets", "QtCore"))
        self._timer = core.QTimer(window)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._on_timer)
        self._chooser.start_refresh()
        self._timer.start()
        self._show()

    def _build(self) -> None:
        line = self._widgets.QHBoxLayout()
        line.addWidget(self._widgets.QLabel("Render Pool:", self._window))
        line.addWidget(self._expression, 1)
        line.addWidget(self._choose)
        rows = self._widgets.QVBoxLayout()
        rows.addLayout(line)
        rows.addWidget(self._status)
        rows.addWidget(self._without)
        # Below the tabs, so that it is seen whichever is open.
        self._window.layout().insertLayout(1, rows)

    @staticmethod
    def _default() -> Optional[afpools_choice.Decision]:
        """Where a job goes for which nothing is chosen here; nothing where the configuration cannot be understood."""
        import cgruconfig

        job = {"user_name": cgruconfig.VARS["USERNAME"], "host_name": cgruconfig.VARS["HOSTNAME"]}
        try:
            return afpools_choice.decide(job)
        except afpools.AfpoolsError:
            return None

    def _show(self) -> None:
        chosen = self._expression.text().strip()
        default = self._decision.expression if self._decision else ""
        if default:
            source = self._decision.source if self._decision else ""
            self._expression.setPlaceholderText("%s, by %s" % (self._chooser.shown(default), source))
        else:
            self._expression.setPlaceholderText("No pool. For example: gpu + nuke - ws-*")
        meaning = self._chooser.meaning(chosen or default)
        parts = [meaning.problem or meaning.warning] if self._chooser.age else []
        if self._chooser.status:
            parts.append(self._chooser.status)
        elif meaning.hosts:
            parts.insert(0, meaning.summary + ".")
        self._status.setText(" ".join(part for part in parts if part))
        self._status.setVisible(self._status.text() != "")
        self._without.setVisible(self._chooser.is_away)

    def _on_timer(self) -> None:
        if not self._chooser.is_refreshing:
            self._timer.stop()
            self._show()

    def _on_choose(self) -> None:
        text = afpools_qt.choose(self._window, self._expression.text(), self._decision)
        if text is not None:
            self._expression.setText(text)
        self._show()

    def _on_start(self) -> None:
        expression = self._expression.text().strip()
        without = self._without.isVisible() and self._without.isChecked()
        if not self._may_start(expression, without):
            return
        self._chooser.remember(expression)
        with _environment(expression, without):
            self._window.start()

    def _may_start(self, expression: str, without: bool) -> bool:
        box = self._widgets.QMessageBox
        try:
            questions = self._chooser.questions(expression, without)
        except afpools.AfpoolsError as error:
            box.critical(self._window, "Afanasy Pools", afpools_qt.plain(error.message))
            return False
        if not questions:
            return True
        yes, no = (afpools_qt.member(box, "StandardButton", name) for name in ("Yes", "No"))
        text = "\n\n".join([*questions, "Submit all the same?"])
        return bool(box.warning(self._window, "Afanasy Pools", afpools_qt.plain(text), yes | no, no) == yes)


@contextlib.contextmanager
def _environment(expression: str, without: bool) -> Iterator[None]:
    """What the started ``afjob.py`` inherits. AfStarter itself keeps its environment."""
    values = {afpools_choice.AWAY_VARIABLE: "1" if without else "0"}
    if expression:
        values["AFPOOLS_POOL"] = expression
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
