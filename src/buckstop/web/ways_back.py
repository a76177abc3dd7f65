"""After an act: how one gets back from it, said with what became of it, and led to where it can be done."""

from django.contrib import messages
from django.http import HttpRequest

from buckstop.app.presently import Present
from buckstop.domain.matter.commands.accountability import DelegatePart
from buckstop.web.acts import ActLink, possible
from buckstop.web.acts.act import Act, Scene
from buckstop.web.rendering import linked
from buckstop.web.scenes import present_of
from buckstop.web.visitors import Visitor


def tell_way_back(request: HttpRequest, who: Visitor, act: Act, scene: Scene) -> None:
    """Say on the next page how one gets back from an act, with the way there where one is open to the person."""
    if not act.afterwards:
        return
    link = way_back(who, act, scene)
    messages.info(request, who.read.translate(act.afterwards), extra_tags=linked(link.url, link.title) if link else "")


def way_back(who: Visitor, act: Act, scene: Scene) -> ActLink | None:
    """The first of the acts that lead back which the person may do now; of a part that was delegated, on the part."""
    if not act.way_back:
        return None
    name = scene.new if act.command is DelegatePart else scene.matter.id
    present: Present | None = present_of(who, name)
    if present is None:
        return None
    found = possible(present.matter, who, present.written_version, act.way_back)
    return min(found, key=lambda one: act.way_back.index(one.slug), default=None)
