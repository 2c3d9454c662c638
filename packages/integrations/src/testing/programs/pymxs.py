"""A stand-in of 3ds Max's module, after its published documentation, for tests: what MaxScript is told."""

executed = []
messages = []


class runtime:
    @staticmethod
    def execute(text):
        executed.append(text)
        return ""

    @staticmethod
    def messageBox(text, **named):
        messages.append(text)
