"""A day's work in a browser: by keyboard, several at once, two people at one matter, without scripts, on paper."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Route, expect

from tests.e2e.conftest import Enter, Language, violations
from tests.e2e.pages import ACTS
from tests.e2e.test_pages import english_on, fits


def test_today_is_worked_with_the_keyboard_alone(enter: Enter) -> None:
    page = (visit := enter("housing")).page
    visit.go("/today/")
    page.keyboard.press("?")
    page.locator("dialog#keys[open]").wait_for()
    assert violations(page) == []
    visit.go("/today/")
    wanted = "document.activeElement.closest('[data-row]')?.textContent.includes('keys-1') ?? false"
    for _ in range(60):
        page.keyboard.press("j")
        if page.evaluate(wanted):
            break
    assert page.evaluate(wanted)
    page.keyboard.press("k")
    assert not page.evaluate(wanted)
    page.keyboard.press("j")
    page.keyboard.press("w")
    assert page.locator("details.why[open]").count() == 1
    page.keyboard.press("a")
    page.locator("main > .note.good").first.wait_for()
    assert page.locator("[data-row]", has_text="keys-1").get_by_role("button", name="Accept").count() == 0
    assert page.evaluate("document.activeElement.closest('[data-row]') !== null"), "the keyboard stays in the list"
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/**")


def test_of_two_people_at_one_matter_one_wins_and_the_other_is_told(enter: Enter) -> None:
    first, second = enter("housing"), enter("housing")
    for visit in (first, second):
        visit.go("/matters/two-1/do/return/")
    first.go("/matters/two-1/do/protest/")
    first.page.locator("[name=kind]").first.check()
    first.page.locator("[name=text]").fill("Cement comes in spring.")
    first.page.locator(".aside button.main").click()
    first.page.wait_for_url("**/matters/two-1/")
    second.expected |= {409, 422}
    second.page.locator("[name=reason_class]").select_option(index=1)
    second.page.locator("[name=text]").fill("Not ours: the square is private.")
    second.page.locator(".aside button.grave").click()
    second.page.get_by_text("Something happened since you looked").wait_for()
    assert second.page.locator("[name=text]").input_value() == "Not ours: the square is private."
    assert violations(second.page) == []


def test_several_offers_are_accepted_at_once(enter: Enter) -> None:
    page = (visit := enter("housing")).page
    visit.go("/matters/?q=batch")
    for box in page.locator("tbody input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Do the same with all chosen").click()
    page.get_by_role("heading", name="Accept", exact=True).wait_for()
    page.locator("main form button.main").click()
    page.get_by_text("Matters it was done to: 3.").wait_for()
    assert violations(page) == []


def test_a_list_is_kept_taken_along_and_opened_as_a_workbook(enter: Enter) -> None:
    page = (visit := enter("office")).page
    visit.go("/matters/?q=Drain")
    titles = page.locator("tbody th a").all_inner_texts()
    assert titles
    with page.expect_download() as waited:
        page.get_by_role("link", name=re.compile(r"xlsx")).first.click()
    book = load_workbook(BytesIO(Path(waited.value.path()).read_bytes()), read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert set(titles) <= cells


@pytest.mark.parametrize(("language", "words"), [("en", "Drain"), ("zh_Hans", "危旧房")])
def test_a_search_begins_with_a_key_and_finds(enter: Enter, language: Language, words: str) -> None:
    page = (visit := enter("office", language)).page
    visit.go("/today/")
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert words.casefold() in page.locator("main mark").first.inner_text().casefold()


def test_files_are_sent_as_they_are_chosen_and_what_is_not_taken_is_told_before_the_form_goes(enter: Enter) -> None:
    page = (visit := enter("housing")).page
    visit.go("/matters/keys-2/")
    page.locator("form.act button").first.click()
    page.locator("main > .note.good").first.wait_for()
    visit.go("/matters/keys-2/do/progress/")
    page.get_by_text("Several at once, at most 25 MB each.").wait_for()
    page.locator("[name=text]").fill("The pipe is laid.")
    files = page.locator("[name=attachments]")
    program: FilePayload = {"name": "pipe.exe", "mimeType": "application/octet-stream", "buffer": b"MZ\x90\x00"}
    disguised: FilePayload = {"name": "pipe.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
    visit.expected.add(422)
    files.set_input_files([program, disguised])
    expect(page.locator(".sent-files .error")).to_have_count(2)
    page.locator(".aside button.main").click()
    page.get_by_text("Not every file was taken: see above.").wait_for()
    assert page.locator("[name=text]").input_value() == "The pipe is laid."
    assert violations(page) == []
    texts: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": "管道已铺设。".encode()} for name in ("a.txt", "b.txt")
    ]
    files.set_input_files(texts)
    expect(page.locator(".sent-files input[name=kept]")).to_have_count(2)
    page.get_by_label("b.txt is kept and goes along with the form").uncheck()
    held: list[Route] = []
    page.route("**/matters/keys-2/files/", lambda route: held.append(route))
    page.evaluate(_DROP, ["c.txt", "dropped"])
    page.locator(".aside button.main").click()
    page.get_by_text("The form goes by itself as soon as each is kept.").wait_for()
    assert violations(page) == []
    held.pop().continue_()
    page.wait_for_url("**/matters/keys-2/")
    names = page.locator("#files").inner_text()
    assert [name in names for name in ("a.txt", "b.txt", "c.txt")] == [True, False, True]


_DROP = """([name, words]) => {
  const data = new DataTransfer();
  data.items.add(new File([words], name, { type: "text/plain" }));
  document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


@pytest.mark.parametrize(("language", "matter"), [("en", "two-3"), ("zh_Hans", "two-4")])
def test_without_scripts_a_matter_is_accepted_returned_decided_reported_and_closed(
    enter: Enter, language: Language, matter: str
) -> None:
    housing = enter("housing", language, java_script_enabled=False).page
    address = enter("housing", language).address

    def act(page, slug: str, **answers: str) -> None:  # type: ignore[no-untyped-def] # a page of Playwright
        page.goto(f"{address}/matters/{matter}/do/{slug}/")
        for name, value in answers.items():
            field = page.locator(f"main [name={name}]").first
            if field.get_attribute("type") in {"radio", "checkbox"}:
                page.locator(f"main [name={name}][value='{value}']").check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        page.locator(".aside .actions button").click()
        page.wait_for_url(f"**/matters/{matter}/")

    leader = enter("leader", language, java_script_enabled=False).page
    office = enter("office", language, java_script_enabled=False).page
    verifier = enter("verifier", language, java_script_enabled=False).page
    act(housing, "accept")
    act(housing, "claim")
    act(leader, "urge", text="How far is it?")
    act(housing, "progress", text="The drain is dug.", percent="60")
    act(office, "name-verifier", verifier="云岭县政府督查室")
    act(housing, "done", text="It runs off.")
    act(verifier, "verify", outcome="done", met="0", why="Dry after half an hour.", way="on_site")
    act(leader, "reopen", reason="The next rain stood there for a day.")
    leader.goto(f"{address}/matters/{matter}/")
    assert "Dry after half an hour." in leader.locator("main").inner_text()


def test_on_paper_there_are_no_buttons(enter: Enter) -> None:
    page = (visit := enter("housing")).page
    visit.go("/today/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert not page.locator("nav.rail").is_visible()
    assert page.locator(".no-print:visible").count() == 0
    assert page.locator("[data-row] .title").first.is_visible()
    assert fits(visit)


@pytest.mark.parametrize(("language", "width"), [("en", 1600), ("zh_Hans", 400)])
def test_the_page_of_every_act_is_sound(enter: Enter, language: Language, width: int) -> None:
    visit = enter("housing", language, width)
    visit.expected.add(403)
    wrong: list[object] = []
    for slug in ACTS:
        visit.go(f"/matters/keys-3/do/{slug}/")
        wrong += [(slug, *one) for one in violations(visit.page)]
        wrong += [] if fits(visit) else [(slug, "wider than the screen")]
        wrong += [(slug, one) for one in english_on(visit)] if language == "zh_Hans" else []
    assert wrong == []
