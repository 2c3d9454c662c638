"""A person's jobs in a dialog of Qt: *Why is it not rendering?* and *Change pool…*. It never waits for the server."""

import importlib
import sys
from typing import Any, Callable, List, Optional, Tuple

import afpools_chooser
import afpools_qt
from afpools_field import NONE
from afpools_jobs import JobLine, Jobs, in_thread

__all__ = ["JobsDialog", "show"]


def show(parent: Any = None) -> "JobsDialog":
    """Shows the dialog beside the program's windows. The program keeps what this gives while it is shown."""
    dialog = JobsDialog(parent)
    dialog.widget.show()
    return dialog


class JobsDialog:
    """The dialog. :attr:`widget` is its ``QDialog``."""

    def __init__(self, parent: Any, jobs: Optional[Jobs] = None) -> None:
        self._qt = afpools_qt.qt()
        self._jobs = jobs or Jobs()
        self._lines: List[JobLine] = []
        self._answers: List[Tuple[Callable[[Any, str], None], Any, str]] = []
        self._waiting = 0
        self._build(parent)
        self.refresh()

    def refresh(self) -> None:
        self._status.setText("Asking the Pool Server…")
        self._ask(self._jobs.list, self._on_listed)

    def _build(self, parent: Any) -> None:
        widgets = self._qt
        self.widget = widgets.QDialog(parent)
        self.widget.setWindowTitle("Afanasy Pools: My Jobs")
        self.widget.resize(640, 460)
        column = widgets.QVBoxLayout(self.widget)
        self._list = widgets.QTreeWidget(self.widget)
        self._list.setHeaderLabels(["Job", "State", "Pool"])
        self._list.setRootIsDecorated(False)
        self._list.setColumnWidth(0, 260)
        self._list.itemSelectionChanged.connect(self._on_selected)
        column.addWidget(self._list, 2)
        self._text = widgets.QPlainTextEdit(self.widget)
        self._text.setReadOnly(True)
        self._text.setPlaceholderText("Choose a job to see why it does not render.")
        column.addWidget(self._text, 2)
        line = widgets.QHBoxLayout()
        self._status = afpools_qt.label("", self.widget)
        line.addWidget(self._status, 1)
        self._change = self._button(line, "Change Pool…", self._on_change)
        self._change.setEnabled(False)
        self._button(line, "Refresh", self.refresh)
        self._button(line, "Close", self.widget.accept)
        column.addLayout(line)
        core = importlib.import_module(widgets.__name__.replace("QtWidgets", "QtCore"))
        self._timer = core.QTimer(self.widget)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self._on_timer)

    def _button(self, line: Any, text: str, on_click: Callable[[], Any]) -> Any:
        button = self._qt.QPushButton(text, self.widget)
        button.setAutoDefault(False)
        button.clicked.connect(lambda *checked: on_click())
        line.addWidget(button)
        return button

    def _ask(self, work: Callable[[], Any], then: Callable[[Any, str], None]) -> None:
        """Asks in a thread; ``then`` is called in this one."""
        self._waiting += 1
        in_thread(work, lambda result, problem: self._answers.append((then, result, problem)))
        self._timer.start()

    def _on_timer(self) -> None:
        while self._answers:
            then, result, problem = self._answers.pop(0)
            self._waiting -= 1
            then(result, problem)
        if self._waiting == 0:
            self._timer.stop()

    def _on_listed(self, lines: Optional[List[JobLine]], problem: str) -> None:
        self._status.setText(problem)
        if lines is None:
            return
        selected = self._selected()
        self._lines = lines
        self._list.blockSignals(True)
        self._list.clear()
        for line in lines:
            item = self._qt.QTreeWidgetItem([line.name, " ".join(line.state), line.pool or "no pool"])
            self._list.addTopLevelItem(item)
            if selected is not None and line.serial == selected.serial:
                item.setSelected(True)
        self._list.blockSignals(False)
        if not lines:
            self._text.setPlainText("")
            self._status.setText("You have no unfinished jobs.")
        self._on_selected()

    def _on_selected(self) -> None:
        job = self._selected()
        self._change.setEnabled(job is not None)
        if job is None:
            return
        self._text.setPlainText("Asking the Pool Server…")
        self._ask(lambda: self._jobs.explain(job), lambda lines, problem: self._on_explained(job, lines, problem))

    def _on_explained(self, job: JobLine, lines: Optional[List[str]], problem: str) -> None:
        selected = self._selected()
        if selected is not None and selected.serial == job.serial:
            self._text.setPlainText(problem or "\n".join(lines or []))

    def _on_change(self) -> None:
        job = self._selected()
        if job is None:
            return
        text = afpools_qt.choose(self.widget, job.pool)
        if not text:
            return
        expression = "" if text == NONE else afpools_chooser.shared().kept(text)
        self._status.setText("Changing the pool of %s…" % job.name)
        self._ask(lambda: self._jobs.change_pool(job, expression), self._on_changed)

    def _on_changed(self, warnings: Optional[List[str]], problem: str) -> None:
        if problem:
            self._status.setText(problem)
            return
        self.refresh()
        self._status.setText(" ".join(warnings or []))

    def _selected(self) -> Optional[JobLine]:
        items = self._list.selectedItems()
        index = self._list.indexOfTopLevelItem(items[0]) if items else -1
        return self._lines[index] if 0 <= index < len(self._lines) else None


def main() -> int:
    """Shows the dialog in a program of its own, as Keeper starts it."""
    application = afpools_qt.qt().QApplication([])
    dialog = show()
    status: int = application.exec() if hasattr(application, "exec") else application.exec_()
    del dialog
    return status


if __name__ == "__main__":
    sys.exit(main())
