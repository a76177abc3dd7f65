"""The review of a draft: the document beside its tasks, answers, edits, and two reviewers at once."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from buckstop.app.directive_answers import read_back
from buckstop.app.directive_review import Review, Task
from buckstop.db.accounts.models import AccessRecord, Account, DirectiveDraft
from tests.web.conftest import ClientOf, Statements
from tests.web.directive_papers import card, do, hand_in, paste, saved, shown, text_of

_LIMIT = 15


def review() -> Review:
    return read_back(DirectiveDraft.objects.latest("pk").answers).review


def task(key: str) -> Task:
    found = review().task(key)
    assert found is not None
    return found


def test_a_task_stands_beside_the_words_it_comes_from_linked_both_ways(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    page = text_of(client, f"{draft}?task=1")
    assert f'<a class="said lead chosen" href="{draft}?task=1#task-1" data-tasks="1">县水务局</a>' in page
    assert f'<a class="said due chosen" href="{draft}?task=1#task-1" data-tasks="1">5月31日前</a>' in page
    assert 'data-place="b2"' in card(page, "1")
    assert "2026-05-31" in card(page, "1")
    assert "“5月31日前” in the document" in card(page, "1")


def test_nothing_is_preselected_that_the_document_does_not_say(client_of: ClientOf) -> None:
    paste(client_of("p-county"))
    assert [one.lead for one in review().tasks] == ["water", None, None, "county"]
    assert task("3").due_date is None
    assert task("1").named == ("县林业局",)
    assert all(not one.criteria for one in review().tasks)


def test_what_must_be_answered_stands_on_top_of_its_task(client_of: ClientOf) -> None:
    client = client_of("p-county")
    page = text_of(client, paste(client))
    assert "To be answered before anything is opened: 3." in page
    assert "Several units are responsible" in card(page, "2")
    assert "Only a group is named" in card(page, "3")
    assert "names no last day" in card(page, "3")
    assert "to answer" not in card(page, "4")


def test_the_page_says_what_tells_the_year_of_bare_dates(client_of: ClientOf) -> None:
    client = client_of("p-county")
    assert "2026, as its number says" in text_of(client, paste(client))
    draft = paste(client, "2026年防汛任务\n1.疏通渠道。（责任单位：县水务局，6月30日前完成）")
    assert "2026, told by its title alone" in text_of(client, draft)
    assert "2026-06-30" in card(text_of(client, draft), "1")


def test_repairs_are_shown_where_they_were_made(client_of: ClientOf) -> None:
    client = client_of("p-county")
    page = text_of(client, paste(client, "首页\n一、疏(shū)通渠道。(責任單位：县水务局，6月30日前完成)\n分享到\n"))
    assert "<ins>" in page
    assert "<del>" in page
    assert "Mended here" in page


def test_answers_are_kept_and_lead_on_to_the_next_question(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    answer = saved(client, draft, "2", lead="县水务局", criteria="The ditch runs\nThe banks hold", then_next="1")
    assert answer["Location"] == f"{draft}?task=3#task-3"
    assert task("2").lead == "water"
    assert task("2").criteria == ("The ditch runs", "The banks hold")
    assert "chosen by the reviewer" not in card(text_of(client, draft), "2")


def test_one_of_those_named_is_made_the_lead_and_the_others_support(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "lead", task="2", lead="roads")
    assert task("2").lead == "roads"
    assert task("2").supports == ("water",)


def test_a_unit_that_nobody_named_is_no_lead_by_that_button(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "lead", 422, task="2", lead="audit")
    assert task("2").lead is None


def test_an_unknown_name_is_resolved_once_for_every_task_that_bears_it(client_of: ClientOf) -> None:
    client = client_of("p-county")
    text = "一、清淤。（责任单位：县河长办，5月31日前完成）\n二、筑坝。（责任单位：县河长办，6月30日前完成）\n三、巡河。（牵头单位：县水务局；配合单位：县河长办，7月31日前完成）\n"
    draft = paste(client, text)
    assert "Other tasks name “县河长办” too" in text_of(client, f"{draft}?task=1")
    saved(client, draft, "1", lead="Roads Department", everywhere="1")
    assert [one.lead for one in review().tasks] == ["roads", "roads", "water"]
    assert task("3").supports == ("roads",)
    assert task("3").named == ()


def test_what_cannot_be_read_is_told_beside_its_field_and_kept(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    answer = do(
        client, draft, "save", 422, task="2", **{**shown(client, draft, "2"), "lead": "县河长办", "title": "Own words"}
    )
    page = answer.content.decode()
    assert "There is no unit 县河长办" in page
    assert "Own words" in page
    assert task("2").title == "疏通排水沟"


def test_a_task_is_split_among_the_units_named(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "split", task="2", named=["water", "roads"])
    assert [(one.key, one.lead) for one in review().tasks] == [
        ("1", "water"),
        ("2.1", "water"),
        ("2.2", "roads"),
        ("3", None),
        ("4", "county"),
    ]


def test_a_group_becomes_a_task_for_each_of_its_members(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    page = text_of(client, f"{draft}?task=3")
    assert "Each village (2)" in page
    do(client, draft, "split", task="3", group="villages")
    assert [one.lead for one in review().tasks if one.key.startswith("3.")] == ["hamlet", "village"]


def test_splitting_for_one_unit_alone_is_refused_in_words(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    answer = do(client, draft, "split", 422, task="2", units=["县水务局", ""])
    assert "Name at least two units" in answer.content.decode()


def test_a_merged_task_gives_its_words_and_stays_with_its_reason(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "merge", task="2", into="1")
    assert task("1").goal == "加固堰坝2处\n疏通排水沟"
    assert task("2").dropped == "taken into: 加固堰坝2处"
    assert "Left out (1)" in text_of(client, draft)


def test_a_task_is_left_out_only_with_a_reason_and_taken_in_again(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "drop", 422, task="3", reason=" ")
    do(client, draft, "drop", task="3", reason="said twice")
    assert task("3").dropped == "said twice"
    do(client, draft, "take", task="3")
    assert task("3").dropped == ""


def test_a_task_is_added_by_hand(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    fields: dict[str, Any] = {
        "title": "Lay in sandbags",
        "goal": "Five hundred lie ready",
        "lead": "平安镇",
        "due_date": "2026-05-01",
    }
    do(client, draft, "save", task="new", **fields)
    assert task("a1").lead == "town"
    assert task("a1").item is None
    assert "Lay in sandbags" in text_of(client, draft)


def test_the_last_change_is_taken_back(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    before = review()
    do(client, draft, "drop", task="1", reason="not ours")
    do(client, draft, "undo")
    assert review() == before


def test_the_directive_itself_gets_title_deadline_and_way(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    fields: dict[str, Any] = {
        "title": "Flood season",
        "number": "3",
        "goal": "",
        "due_date": "2026-12-31",
        "way": "matters",
    }
    do(client, draft, "document", visibility="restricted", **fields)
    assert (review().title, review().way, review().visibility) == ("Flood season", "matters", "restricted")


def test_who_comes_second_is_told_and_loses_nothing(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    seen = shown(client, draft, "2")
    Account.objects.filter(person="p-county").update(display_name="The quick one")
    do(client, draft, "drop", task="4", reason="done already")
    answer = do(client, draft, "save", 409, task="2", version="1", **{**seen, "title": "My own words"})
    page = answer.content.decode()
    assert "The quick one changed this draft" in page
    assert "My own words" in page
    assert task("2").title == "疏通排水沟"
    saved(client, draft, "2", title="My own words")
    assert task("2").title == "My own words"
    assert task("4").dropped == "done already"


def test_an_edit_nobody_knows_or_of_no_task_is_not_there(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "explode", 404)
    do(client, draft, "drop", 404, task="77", reason="x")


def test_a_duty_list_that_does_not_admit_the_work_is_told_before(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    saved(client, draft, "1", lead="平安镇")
    refused = card(text_of(client, f"{draft}?task=1"), "1")
    assert "As it stands, it would not be opened." in refused
    saved(client, draft, "1", approval="county-2026-3")
    assert "it would not be opened" not in card(text_of(client, f"{draft}?task=1"), "1")


def test_the_tasks_go_out_as_a_workbook_that_reads_back_the_same(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "lead", task="2", lead="roads")
    content = client.get(f"{draft}workbook/").content
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert AccessRecord.objects.filter(did="export").exists()
    answer = client.post("/directives/", {"file": SimpleUploadedFile("tasks.xlsx", content)})
    assert answer.status_code == 303
    assert [(one.goal, one.lead, one.due_date) for one in review().tasks[:2]] == [
        ("加固堰坝2处", "water", task("1").due_date),
        ("疏通排水沟", "roads", task("2").due_date),
    ]


def test_a_workbook_stands_as_rows_of_cells(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = hand_in(client, "ten-matters.xlsx")["Location"]
    assert text_of(client, draft).count('class="cells"') >= 9


def test_where_the_reading_changed_the_tasks_stay_and_places_are_not_shown(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    row = DirectiveDraft.objects.get()
    reading = read_back(row.answers).reading
    DirectiveDraft.objects.update(answers=row.answers.replace(reading, "of an older version"))
    page = text_of(client, draft)
    assert "reads the document in another way" in page
    assert 'class="said' not in page
    assert "加固堰坝2处" in card(page, "1")
    do(client, draft, "reread")
    assert 'class="said' in text_of(client, draft)


def test_the_page_speaks_chinese(client_of: ClientOf) -> None:
    client = client_of("p-county", "zh_Hans")
    page = text_of(client, paste(client))
    assert 'lang="zh-Hans"' in page
    assert "任务 4 项。" in page
    assert "待确定" in card(page, "2")
    assert "文件原文“5月31日前”" in card(page, "1")


def test_the_page_asks_few_questions(client_of: ClientOf, statements: Statements) -> None:
    client = client_of("p-county")
    draft = hand_in(client, "notice-table.docx")["Location"]
    client.get(f"{draft}?task=1")
    with statements() as said:
        client.get(f"{draft}?task=1")
    assert len(said) <= _LIMIT, said
