"""A stand-in of CGRU's AfStarter, for tests: its window as far as the chooser of pools counts on it."""

import os
import sys

from Qt import QtCore, QtWidgets

HOME = os.path.join(os.environ["HOME"], ".cgru")


class Dialog(QtWidgets.QWidget):
    def __init__(self):
        QtWidgets.QWidget.__init__(self)
        self.setWindowTitle("Afanasy Starter   CGRU %s" % os.getenv("CGRU_VERSION", ""))
        self.resize(760, 480)
        self.fields = {}
        layout = QtWidgets.QVBoxLayout(self)
        tabs = QtWidgets.QTabWidget(self)
        layout.addWidget(tabs)
        for title, names in (
            ("Scene", ("scenefile", "framestart", "frameend")),
            ("Job", ("jobname", "hostsmask", "hostsexclude")),
        ):
            page = QtWidgets.QWidget(self)
            form = QtWidgets.QFormLayout(page)
            tabs.addTab(page, title)
            for name in names:
                self.fields[name] = QtWidgets.QSpinBox(self) if "frame" in name else QtWidgets.QLineEdit(self)
                form.addRow(name + ":", self.fields[name])
        self.teCmd = QtWidgets.QTextEdit(self)
        layout.addWidget(self.teCmd)
        buttons = QtWidgets.QHBoxLayout()
        layout.addLayout(buttons)
        self.bStart = QtWidgets.QPushButton("&Start", self)
        buttons.addWidget(self.bStart)
        self.bStart.pressed.connect(self.start)
        self.bQuitSave = QtWidgets.QPushButton("&Quit&&Store", self)
        buttons.addWidget(self.bQuitSave)
        self.bQuitSave.pressed.connect(self.quitsave)
        self.fields["scenefile"].setText(sys.argv[1] if len(sys.argv) > 1 else "")
        self.output = ""

    def evaluateCmd(self):
        command = '"%s" "%s"' % (os.getenv("CGRU_PYTHONEXE"), os.path.join(os.environ["AF_ROOT"], "python", "afjob.py"))
        command += ' "%s"' % self.fields["scenefile"].text()
        command += " %d %d" % (self.fields["framestart"].value(), self.fields["frameend"].value())
        for option, name in (("hostsmask", "hostsmask"), ("hostsexcl", "hostsexclude"), ("name", "jobname")):
            if self.fields[name].text() != "":
                command += ' -%s "%s"' % (option, self.fields[name].text())
        self.teCmd.setText(command)

    def start(self):
        self.evaluateCmd()
        command = self.teCmd.toPlainText()
        self.teCmd.clear()
        self.process = QtCore.QProcess(self)
        self.process.setProcessChannelMode(QtCore.QProcess.ProcessChannelMode.MergedChannels)
        self.process.finished.connect(self.processfinished)
        self.process.readyRead.connect(self.processoutput)
        self.process.startCommand(command)

    def processfinished(self, exit_code):
        if exit_code == 0:
            self.teCmd.setText(self.output + "\n The job successfully sent.")

    def processoutput(self):
        output = str(self.process.readAll().data(), "utf-8")
        self.teCmd.append(output)
        self.output += output

    def quitsave(self):
        os.makedirs(HOME, exist_ok=True)
        with open(os.path.join(HOME, "afstarter.last.txt"), "w") as stream:
            for key, field in self.fields.items():
                value = field.value() if isinstance(field, QtWidgets.QSpinBox) else field.text()
                stream.write("%s=%s\n" % (key, value))
        self.close()


app = QtWidgets.QApplication(sys.argv)
dialog = Dialog()
dialog.show()
app.exec()
