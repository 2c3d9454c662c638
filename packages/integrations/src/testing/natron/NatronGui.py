"""A stand-in of Natron's module of this name, for tests, by its documentation: the menu, messages, modal dialogs."""

import NatronEngine

answers = []
"""What the user answers to the next dialogs: True and False to questions, values by parameters to modal ones."""

shown = []


class PyModalDialog(NatronEngine.UserParamHolder):
    _callback = ""

    def __init__(self, app):
        NatronEngine.UserParamHolder.__init__(self)
        self._app = app

    def setParamChangedCallback(self, name):
        self._callback = name

    def changed(self, param, by_user):
        if self._callback:
            NatronEngine.call(self._callback, param.getScriptName(), self._app, by_user)

    def exec_(self):
        pool = self.getParam("af_pool")
        shown.append(["dialog", pool.getOptions(), self.getParam("afpools_status").get()])
        answer = answers.pop(0)
        for name, value in (answer or {}).items():
            self.getParam(name).edit(value)
        return answer is not None


class GuiApp(NatronEngine.App):
    def createModalDialog(self):
        return PyModalDialog(self)


class PyGuiApplication(NatronEngine.PyCoreApplication):
    def __init__(self):
        self.menu = {}

    def addMenuCommand(self, grouping, function):
        self.menu[grouping] = function

    def errorDialog(self, title, message):
        shown.append(["error", title, message])

    def questionDialog(self, title, message):
        shown.append(["question", title, message])
        buttons = NatronEngine.StandardButtonEnum
        return buttons.eStandardButtonYes if answers.pop(0) else buttons.eStandardButtonNo


natron = PyGuiApplication()
NatronEngine.natron = natron
