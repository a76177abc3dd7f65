"""Units that a form names before anybody types: near ones, and those that a duty list speaks for."""

import re

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.web.acts.likely import telling_words
from tests.app.staged import ROADS, WATER, Stage
from tests.web.conftest import ClientOf

M = MatterId("m")


def _offered(stage: Stage, title: str) -> None:
    stage.open(M, ROADS, title=title)
    stage.do(ROADS, OfferMatter(matter=M, to=WATER))


def test_a_return_names_units_only_where_a_duty_list_speaks_for_them(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "Clear the field ditches at Willow Bend")
    page = client_of("p-water").get(f"/matters/{M}/do/return/").content.decode()
    named = re.search(r"Units whose duty list covers words of this matter:.*?</ul>", page, re.DOTALL)
    assert named
    assert re.findall(r'data-words="([^"]+)"', named.group()) == ["平安镇"]
    assert "Keep field ditches open" in named.group()
    assert re.search(r'<input type="text" name="proposed"(?![^>]*value=)[^>]*>', page), "nobody is named beforehand"


def test_a_return_of_what_no_duty_list_speaks_of_names_nobody(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "Paint the gate")
    page = client_of("p-water").get(f"/matters/{M}/do/return/").content.decode()
    assert "duty list covers" not in page
    assert 'data-fill="id_proposed"' not in page


def test_words_that_may_tell_duties_apart_are_pairs_of_characters_and_words_of_four_letters() -> None:
    assert telling_words("清理河道", "the weir is dry, the Ditches too") == {"清理", "理河", "河道", "weir", "ditches"}
