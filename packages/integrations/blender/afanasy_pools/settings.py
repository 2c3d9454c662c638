"""What is kept with a scene."""

from typing import Any, Optional

import bpy
from bpy.props import BoolProperty, StringProperty

from . import session


def _on_choice(settings: Any, context: Any) -> None:
    del context
    session.chooser.remember(settings.expression)


class AfanasyPoolsSettings(bpy.types.PropertyGroup):
    """The pool that a scene's jobs render on."""

    expression: StringProperty(  # type: ignore[valid-type]
        name="Expression",
        description='A pool, or pools joined: gpu + nuke - ws-*. Empty: no pool. "Quotes" around names with spaces',
        default="",
        update=_on_choice,
    )
    without_pool: BoolProperty(  # type: ignore[valid-type]
        name="Without the pool if the server is away",
        description="Send jobs without the pool while the Pool Server cannot be reached and its pools are not known",
        default=False,
    )


CLASSES = [AfanasyPoolsSettings]


def said(scene: Any) -> Optional[str]:
    """What was chosen for a scene, or else last in any scene, empty for no pool; None where nothing ever was."""
    settings = scene.afanasy_pools
    if settings.is_property_set("expression"):
        return str(settings.expression).strip()
    return session.chooser.last
