"""The document as a review shows it: where tasks stand in it, and every mending where it was made."""

from buckstop.app.directive_review import first_review
from buckstop.app.directives import read_text
from buckstop.intake.directives.model import Draft
from buckstop.text.catalogue import translator
from buckstop.text.readers import Reader
from buckstop.web.directives.source import BlockView, passages
from tests.app.staged import stage
from tests.web.directive_papers import PLAN

AT = stage()
READ = Reader(translator("en"), "en", AT.ledger.organisation(), AT.ledger.calendar, AT.ledger.pack)


def views(text: str, chosen: str = "") -> tuple[Draft, list[BlockView]]:
    draft = read_text(AT.ledger, text)
    tasks = first_review(draft, lambda _item: ()).tasks
    return draft, [block for passage in passages(draft, tasks, chosen, READ) for block in passage.blocks]


def test_every_sign_of_the_mended_text_is_shown_once_in_its_order() -> None:
    draft, shown = views(PLAN)
    for block, view in zip(draft.blocks, shown, strict=True):
        assert "".join(piece.words for piece in view.pieces if piece.mended != "gone") == block.text


def test_each_field_leads_to_its_task() -> None:
    _draft, shown = views(PLAN, "1")
    marked = [(piece.words, piece.role, piece.task) for piece in shown[2].pieces if piece.role and piece.role != "task"]
    assert marked == [
        ("2处", "quantity", "1"),
        ("县水务局", "lead", "1"),
        ("县林业局", "support", "1"),
        ("5月31日前", "due", "1"),
    ]
    assert all(piece.chosen for piece in shown[2].pieces if piece.role)
    assert not any(piece.chosen for piece in shown[3].pieces)


def test_a_mending_is_shown_where_it_was_made() -> None:
    _draft, shown = views("一、疏(shū)通渠道２处。（责任单位：县水务局，6月30日前完成）\n")
    pieces = shown[0].pieces
    assert any(piece.mended == "gone" and "shū" in piece.words for piece in pieces)
    assert any(piece.mended == "put" and "2" in piece.words for piece in pieces)
    assert {mended.what for mended in shown[0].repairs} >= {
        "reading behind a character taken out",
        "wide and look-alike characters made plain",
    }


def test_furniture_of_a_page_is_struck_out_and_stays_to_be_seen() -> None:
    _draft, shown = views("首页\n" + PLAN + "打印本页\n关闭窗口\n")
    gone = [view.pieces[0].words for view in shown if view.kind == "residue"]
    assert gone
    assert all(len(view.pieces) == 1 and view.pieces[0].mended == "gone" for view in shown if view.kind == "residue")
