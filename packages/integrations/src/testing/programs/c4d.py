"""A stand-in of Cinema 4D's module, after its published documentation, for tests: a document, and a user of dialogs."""

import sys
import time

DLG_TYPE_MODAL_RESIZEABLE, BFH_LEFT, BFH_SCALEFIT = 1, 2, 3
messages = []
# What the user does in a dialog: fields to set, then the button.
user = []
shown = []


class BaseContainer:
    def __init__(self):
        self._values = {}

    def GetString(self, key):
        return self._values.get(key, "")

    def SetString(self, key, value):
        self._values[key] = value

    def GetContainerInstance(self, key):
        return self._values.get(key)

    def SetContainer(self, key, value):
        self._values[key] = value


class _Document:
    def __init__(self):
        self._data = BaseContainer()

    def GetDataInstance(self):
        return self._data


class documents:
    _active = _Document()

    @classmethod
    def GetActiveDocument(cls):
        return cls._active


class _Dialog:
    def __init__(self):
        self._texts, self._lists, self._numbers, self._timer, self._open = {}, {}, {}, 0, False

    def Open(self, kind, **named):
        self._open = True
        self.CreateLayout()
        self.InitValues()
        while self._timer:
            time.sleep(self._timer / 1000)
            self.Timer(None)
        shown.append(self._lists.get(1002))
        for field, value in user.pop(0):
            if isinstance(value, str):
                self._texts[field] = value
            elif value is not None:
                self._numbers[field] = value
            self.Command(field, None)

    def Close(self):
        self._open = False

    def SetTimer(self, milliseconds):
        self._timer = milliseconds

    def SetTitle(self, text):
        pass

    def AddStaticText(self, field, flags, name=""):
        pass

    AddButton = AddStaticText

    def AddEditText(self, field, flags):
        self._texts[field] = ""

    def AddComboBox(self, field, flags):
        self._lists[field] = []

    def FreeChildren(self, field):
        self._lists[field] = []

    def AddChild(self, field, number, label):
        self._lists[field].append(label)

    def GetString(self, field):
        return self._texts.get(field, "")

    def SetString(self, field, text):
        self._texts[field] = text

    def GetInt32(self, field):
        return self._numbers[field]


class gui:
    GeDialog = _Dialog

    @staticmethod
    def MessageDialog(text):
        messages.append(text)


class plugins:
    registered = []  # noqa: RUF012 - as a module has it

    class CommandData:
        pass

    @classmethod
    def RegisterCommandPlugin(cls, **named):
        cls.registered.append(named)


sys.modules.setdefault("c4d", sys.modules[__name__])
