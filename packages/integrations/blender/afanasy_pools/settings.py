"""What is kept with a scene."""

from typing import Any, Optional

import bpy
from afpools_choice import Choice, choice_of
from bpy.props import BoolProperty, StringProperty

from . import session


def _on_choice(settings: Any, context: Any) -> None:
    del context
    settings.kept = session.chooser.kept(settings.expression)


class AfanasyPoolsSettings(bpy.types.PropertyGroup):
    """The pool that a scene's jobs render on."""

    expression: StringProperty(  # type: ignore[valid-type]
        name="Expression",
        description=(
            'A pool, or pools joined: gpu + nuke - ws-*. "Quotes" around names with spaces. '
            "A single - is no pool; empty, project, user and studio decide"
        ),
        default="",
        update=_on_choice,
    )
    # The same by the pools' ids, which stay when pools are renamed.
    kept: StringProperty(default="", options={"HIDDEN"})  # type: ignore[valid-type]
    without_pool: BoolProperty(  # type: ignore[valid-type]
        name="Without the pool if the server is unavailable",
        description="Send jobs without the pool while the Pool Server cannot be reached and its pools are not known",
        default=False,
    )


CLASSES = [AfanasyPoolsSettings]


def said(scene: Any) -> Optional[Choice]:
    """What was chosen for a scene; nothing where the settings of project, user and studio decide."""
    settings = scene.afanasy_pools
    return choice_of(settings.kept or settings.expression, settings.expression, settings.without_pool)


def show_new_names() -> None:
    """Shows the names of now for pools that scenes keep by their ids."""
    for scene in bpy.data.scenes:
        settings = scene.afanasy_pools
        shown = session.chooser.shown(settings.kept)
        is_known = shown != settings.kept
        if is_known and session.chooser.kept(settings.expression) != settings.kept:
            settings.expression = shown
