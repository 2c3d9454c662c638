"""The add-on's preferences: which server is asked, and where a person's jobs go by default."""

from typing import Any

import bpy
from bpy.props import StringProperty

from . import session


def _on_change(preferences: Any, context: Any) -> None:
    del preferences, context
    session.restart()


class AfanasyPoolsPreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    server: StringProperty(  # type: ignore[valid-type]
        name="Pool Server",
        description="HOST:PORT or tls://HOST:PORT. Empty: as CGRU's configuration and the installation say",
        default="",
        update=_on_change,
    )
    default_pool: StringProperty(  # type: ignore[valid-type]
        name="Default Pool",
        description="Your jobs go to this pool where neither the scene nor CGRU's configuration says another",
        default="",
        update=_on_change,
    )

    def draw(self, context: Any) -> None:
        del context
        self.layout.prop(self, "server")
        self.layout.prop(self, "default_pool")
        self.layout.label(text=session.server_text(), icon="INFO")


CLASSES = [AfanasyPoolsPreferences]


def values() -> Any:
    """The preferences; nothing where Blender keeps none for the add-on, as with ``--addons``."""
    addon = bpy.context.preferences.addons.get(__package__)
    return addon.preferences if addon else None
