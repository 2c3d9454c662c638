"""A stand-in of Natron's module of this name, for tests, by its documentation: parameters, nodes, callbacks."""

import enum
import sys


class StandardButtonEnum(enum.Enum):
    eStandardButtonYes = 1
    eStandardButtonNo = 2


class Natron:
    StandardButtonEnum = StandardButtonEnum


class Param:
    def __init__(self, holder, name, label, value):
        self._holder, self._name, self.label, self._value = holder, name, label, value

    def getScriptName(self):
        return self._name

    def get(self):
        return self._value

    getValue = get

    def set(self, value):
        if value != self._value:
            self._value = value
            self._holder.changed(self, False)

    setValue = set

    def edit(self, value):
        """As a user does."""
        self._value = value
        self._holder.changed(self, True)

    def setHelp(self, text):
        self.help = text

    def setEvaluateOnChange(self, on):
        pass

    def setAnimationEnabled(self, on):
        pass

    def setPersistent(self, on):
        pass


class StringParam(Param):
    class TypeEnum(enum.Enum):
        eStringTypeLabel = 0
        eStringTypeDefault = 3

    def setType(self, kind):
        assert isinstance(kind, StringParam.TypeEnum)


class ChoiceParam(Param):
    options = ()

    def setOptions(self, options):
        self.options = [option for option, _help in options]

    def getOptions(self):
        return self.options

    def set(self, value):
        assert 0 <= value < len(self.options)
        Param.set(self, value)

    setValue = set


class ButtonParam(Param):
    def trigger(self):
        self._holder.changed(self, True)


class PageParam(Param):
    def addParam(self, param):
        assert isinstance(param, Param)


class UserParamHolder:
    def __init__(self):
        self._params = {}

    def _create(self, kind, name, label, value):
        self._params[name] = kind(self, name, label, value)
        return self._params[name]

    def createStringParam(self, name, label):
        return self._create(StringParam, name, label, "")

    def createBooleanParam(self, name, label):
        return self._create(Param, name, label, False)

    def createChoiceParam(self, name, label):
        return self._create(ChoiceParam, name, label, 0)

    def createButtonParam(self, name, label):
        return self._create(ButtonParam, name, label, None)

    def createPageParam(self, name, label):
        return self._create(PageParam, name, label, None)

    def getParam(self, name):
        return self._params.get(name)

    def getParams(self):
        return list(self._params.values())

    def refreshUserParamsGUI(self):
        pass


def call(text, *arguments):
    """Natron names functions by text, with their module."""
    module, function = text.rsplit(".", 1)
    getattr(sys.modules[module], function)(*arguments)


class Effect(UserParamHolder):
    def __init__(self, app, plugin, label):
        UserParamHolder.__init__(self)
        self._app, self._plugin, self._label = app, plugin, label
        self.onParamChanged = self._create(StringParam, "onParamChanged", "", "")

    def getPluginID(self):
        return self._plugin

    def getLabel(self):
        return self._label

    def changed(self, param, by_user):
        if param.getScriptName() != "onParamChanged" and self.onParamChanged.get():
            call(self.onParamChanged.get(), param, self, self._app, self._app, by_user)


class App:
    def __init__(self, plugins):
        self._plugins = plugins
        self.nodes = {}
        self.selected = []

    def createNode(self, plugin):
        label = "%s%d" % (plugin.split(".")[-1], len(self.nodes) + 1)
        node = self.nodes[label] = Effect(self, plugin, label)
        self._plugins[plugin].createInstance(self, node)
        return node

    def getSelectedNodes(self):
        return self.selected


class PyCoreApplication:
    def isBackground(self):
        return False


natron = PyCoreApplication()
