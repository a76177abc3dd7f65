"""The page of a matter: what it shows to whom, and what reading it leaves behind."""

import re
from datetime import date, timedelta
from hashlib import sha256

import pytest

from buckstop.app.answers import Accepted
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.demand.commands import ImposeDemand
from buckstop.domain.demand.words import DemandId, DemandKind
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import ClaimMatter, DelegatePart, OfferMatter
from buckstop.domain.matter.commands.work import AddNote, ReportDone, VerifyMatter
from buckstop.domain.matter.words import Outcome, Terms, VerificationWay, Visibility
from tests.app.staged import COUNTY, OFFICE, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import DITCHES
from tests.web.family import BANK, PAPER, STRETCH, WEIR, WHOLE, tell, terms

_LIMIT = 15


def text_of(client_of: ClientOf, person: str, address: str, language: str = "en", status: int = 200) -> str:
    answer = client_of(person, language).get(address)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return " ".join(answer.content.decode().split())


def steps_of(page: str) -> list[str]:
    """The numbers of the steps of the history that a page shows, in their order."""
    return re.findall(r'id="(step-\d+)"', page)


@pytest.fixture
def story(stage: Stage) -> Stage:
    tell(stage)
    return stage


def test_it_says_who_answers_and_how_it_stands_on_four_axes(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    for words in ("Answers for it now", "县水务局", "Official state", "Evidence of the work", "Schedule", "Citizen"):
        assert words in page
    assert 'due <span class="number">2026-05-20</span> 24:00' in page
    assert "working days left" in page
    assert "What happens next if nobody does anything" in page


def test_the_same_page_speaks_chinese(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/", "zh_Hans")
    assert 'lang="zh-Hans"' in page
    assert "县水务局签收并保留意见" in page
    assert "Mend the weir" in page


def test_an_objection_on_record_stands_at_the_top_with_its_date(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-county", f"/matters/{WEIR}/")
    assert page.index("Objection on record") < page.index("Answers for it now")
    assert "it cannot be done by then. Cement comes in June" in page
    assert "2026-03-03 09:00" in page


def test_terms_stand_with_grant_steps_and_criteria(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    for words in (
        "The gate closes",
        "not looked at yet",
        "Drain",
        "authority: close the road; people: 4; money: 1,200 yuan",
    ):
        assert words in page


def test_criteria_are_ticked_as_the_verifier_found_them(stage: Stage, client_of: ClientOf) -> None:
    part = stage.open("solo", ROADS, title="Sign posts", terms=terms("Posts stand", Visibility.INTERNAL))
    stage.do(ROADS, ClaimMatter(matter=part))
    stage.do(ROADS, ReportDone(matter=part, text="All stand"))
    stage.do(
        OFFICE,
        VerifyMatter(
            matter=part, outcome=Outcome.PARTLY, why="One is missing", met=(0,), way=VerificationWay.DOCUMENTS
        ),
    )
    page = text_of(client_of, "p-roads", "/matters/solo/")
    assert page.count('<li class="met">') == 1
    assert page.count('<li class="failed">') == 1
    assert "ended: partly done" in page


def test_the_timeline_says_who_held_it_why_it_moved_and_whose_clock_ran(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    custody = page[page.index('id="custody"') : page.index('id="parts"')]
    assert custody.index("清水县") < custody.index("县水务局 accepted under protest")
    assert "Clocks that ran:" in custody
    assert "<svg" in custody
    assert "<table" in custody, "the bar has an alternative for who cannot see it"
    assert "style=" not in page


def test_parts_stand_with_holder_state_and_their_reserve(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-county", f"/matters/{WHOLE}/")
    parts = page[page.index('id="parts"') :]
    assert f'href="/matters/{WEIR}/"' in parts
    assert "working days before the whole is due" in parts
    assert "Parts below it: 2, ended: 0, late: 0" in parts


def test_digests_are_folded_away_whole_and_printed(story: Stage, client_of: ClientOf) -> None:
    digest = sha256(PAPER).hexdigest()
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    shown = re.sub(r"<details.*?</details>|<div class=\"print-only\">.*?</div>|<[^>]*>", " ", page)
    assert digest[:12] not in shown
    fold = re.search(
        r'<details class="no-print"><summary>To check it: digests \(SHA-256\) and seeds</summary>.*?</details>', page
    )
    assert fold
    assert digest in fold.group()
    paper = re.search(r'<div class="print-only">.*?</div>', page[page.index('id="files"') :])
    assert paper
    assert digest in paper.group()


def test_the_digest_of_a_directive_is_no_part_of_where_a_matter_comes_from(stage: Stage, client_of: ClientOf) -> None:
    digest = "ab" * 32
    for name, reference in (
        ("en", f"Plan (2026-3), item 1, at 3; SHA-256 of the document: {digest}"),
        ("zh", f"防汛方案（清政发〔2026〕3号），第 1 项；文件 SHA-256：{digest}"),
    ):
        stage.open(name, WATER, terms=Terms(goal="It holds", reference=reference))
        page = text_of(client_of, "p-water", f"/matters/{name}/")
        terms_shown = page[page.index('id="terms"') : page.index('id="custody"')]
        assert digest not in terms_shown
        assert "SHA-256" not in terms_shown
        assert ("at 3</dd>" if name == "en" else "第 1 项</dd>") in terms_shown
        assert page.count(digest) == 2, "folded away, and on paper"


def test_requests_obstacles_help_proposals_and_notes_have_their_places(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    for words in (
        "Obstacles",
        "The gate is sealed",
        "Support",
        "Close the road",
        "Better ways",
        "Use stone from the quarry",
        "people × 1",
        "6 hours",
        "The river is low this week",
        "Last reported: 35 %",
        "堰坝照片.pdf",
    ):
        assert words in page, words


def test_who_has_nothing_to_do_with_it_is_told_what_everybody_is_told_of_what_is_not_there(
    story: Stage, client_of: ClientOf
) -> None:
    stranger = client_of("p-hamlet")
    hidden, missing = (stranger.get(f"/matters/{name}/") for name in (WEIR, "never-was"))
    assert hidden.status_code == missing.status_code == 404
    said = [
        re.sub('name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", one.content.decode()) for one in (hidden, missing)
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("address", ["", "proof/", "paper/", "history/", "proof/1/proof/"])
def test_no_page_of_it_opens_for_a_stranger(story: Stage, client_of: ClientOf, address: str) -> None:
    assert client_of("p-hamlet").get(f"/matters/{WEIR}/{address}").status_code == 404


def test_who_holds_a_part_reads_what_the_whole_is_about_and_no_report(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-town", f"/matters/{WEIR}/")
    assert "because a unit of yours holds a part of it" in page
    assert "The gate closes" in page
    assert "The gate was found" not in page
    assert "The river is low" not in page
    assert client_of("p-town").get(f"/matters/{WEIR}/paper/").status_code == 404


def test_an_outline_says_why_it_is_all_and_whom_to_ask_and_leads_to_ones_own_part(
    story: Stage, client_of: ClientOf
) -> None:
    page = text_of(client_of, "p-town", f"/matters/{WEIR}/")
    box = page[page.index('id="outline"') :]
    assert page.count("because a unit of yours holds a part of it") == 1
    assert "because a unit of yours holds a part of it" in box
    assert re.search(r"Ask [^<]+ of 县水务局 for what else you need to know\.", box)
    assert 'href="/organisation/unit/water/"' in box
    assert f'href="/matters/{BANK}/"' in box
    assert page.index('class="matter-main"') < page.index("The gate closes") < page.index('class="matter-side"')


def test_reading_ones_own_restricted_part_beside_an_outline_is_on_record(stage: Stage, client_of: ClientOf) -> None:
    tell(stage, Visibility.RESTRICTED)
    before = AccessRecord.objects.count()
    text_of(client_of, "p-town", f"/matters/{WEIR}/")
    assert {str(BANK), str(WEIR)} <= set(AccessRecord.objects.values_list("what", flat=True)[before:])


def test_a_part_that_is_not_theirs_to_read_is_a_closed_door(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    assert f'href="/matters/{BANK}/"' in page
    assert f'href="/matters/{STRETCH}/"' not in page
    assert "The village&#39;s stretch" not in page[page.index('id="parts"') : page.index('id="requests"')]
    assert "A part that is not yours to read" in page


def test_steps_name_other_matters_by_their_titles_and_lead_to_those_that_open(
    story: Stage, client_of: ClientOf
) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    steps = page[page.index('id="steps"') :]
    assert "清水县 opened this part of “Flood season” and holds it" in steps, "the whole is seen in outline"
    assert "县水务局 delegated a part to 平安镇 and keeps the whole: “Raise the bank”." in steps
    assert f'<a href="/matters/{BANK}/">Open “Raise the bank”</a>' in steps
    town = text_of(client_of, "p-village", f"/matters/{STRETCH}/")
    assert "平安镇 opened this part of “Raise the bank” and holds it" in town


def test_no_restricted_title_is_told_in_passing(stage: Stage, client_of: ClientOf) -> None:
    tell(stage, Visibility.RESTRICTED)
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    steps = page[page.index('id="steps"') :]
    assert f"keeps the whole: a restricted matter ({BANK})." in steps
    assert f'href="/matters/{BANK}/"' in steps


def test_it_says_why_one_sees_it(story: Stage, client_of: ClientOf) -> None:
    assert "because 县水务局 answers for it" in text_of(client_of, "p-water", f"/matters/{WEIR}/")
    assert "because Roads Department is asked to support it" in text_of(client_of, "p-roads", f"/matters/{WEIR}/")
    assert "looks over all matters" in text_of(client_of, "p-auditor", f"/matters/{WEIR}/")


def test_reading_what_is_restricted_is_on_record_and_nothing_else_is(stage: Stage, client_of: ClientOf) -> None:
    tell(stage, Visibility.RESTRICTED)
    stage.open("plain", WATER)
    before = AccessRecord.objects.count()
    text_of(client_of, "p-water", "/matters/plain/")
    assert AccessRecord.objects.count() == before
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    assert "restricted: each reading is logged" in page
    kept = {(one.person, one.did, one.what) for one in AccessRecord.objects.all()[before:]}
    assert kept == {("p-water", "read", name) for name in (WEIR, WHOLE, BANK)}, (
        "titles that stand beside it are read too"
    )


def test_a_refused_look_at_what_is_restricted_is_no_reading(stage: Stage, client_of: ClientOf) -> None:
    tell(stage, Visibility.RESTRICTED)
    before = AccessRecord.objects.count()
    assert client_of("p-clerk").get(f"/matters/{WHOLE}/").status_code == 200  # outline: the water office holds a part
    assert client_of("p-hamlet").get(f"/matters/{WHOLE}/").status_code == 404
    assert set(AccessRecord.objects.values_list("person", flat=True)[before:]) == {"p-clerk"}


def test_what_fell_due_a_moment_ago_is_shown_as_having_happened(stage: Stage, client_of: ClientOf) -> None:
    stage.open("m1", COUNTY)
    stage.do(COUNTY, OfferMatter(matter=stage.matter("m1").id, to=WATER))
    stage.later(timedelta(days=30))
    page = text_of(client_of, "p-county", "/matters/m1/")
    assert "The offer lapsed without an answer" in page
    assert "fell due; it is written down within a second" in page


def test_a_long_history_is_shown_fifty_steps_at_a_time(
    stage: Stage, client_of: ClientOf, statements: Statements
) -> None:
    matter = stage.open("long", WATER)
    for number in range(70):
        stage.do(WATER, AddNote(matter=matter, text=f"Remark {number}"))
    page = text_of(client_of, "p-water", "/matters/long/")
    steps = page[page.index('id="steps"') :]
    assert steps.count('class="step') == 50
    assert "Remark 69" in steps
    assert "Remark 18<" not in steps
    earlier = text_of(client_of, "p-water", "/matters/long/?before=22")
    steps = earlier[earlier.index('id="steps"') :]
    assert "Remark 19" in steps
    assert "Remark 20" not in steps
    assert "Later" in steps


def test_the_page_asks_few_questions_however_large_the_family_is(
    statements: Statements, stage: Stage, client_of: ClientOf
) -> None:
    tell(stage)
    client = client_of("p-county")
    client.get(f"/matters/{WHOLE}/")
    for number in range(12):
        part = DelegatePart(
            matter=WHOLE,
            part=MatterId(f"d1-more-{number}"),
            to=ROADS,
            title=f"Ditch {number}",
            terms=terms("A ditch", Visibility.INTERNAL),
            deadline_date=date(2026, 5, 1),
        )
        stage.do(COUNTY, part)
    with statements() as said:
        assert client.get(f"/matters/{WHOLE}/").status_code == 200
    assert len(said) <= _LIMIT, "\n".join(said)


def test_an_address_that_names_no_step_shows_the_latest(story: Stage, client_of: ClientOf) -> None:
    latest = steps_of(text_of(client_of, "p-water", f"/matters/{WEIR}/"))
    for before in ("", "x", "-3", "99999999999999999999", "0", "1"):
        assert steps_of(text_of(client_of, "p-water", f"/matters/{WEIR}/?before={before}")) == latest


def test_what_one_can_do_stands_there_the_most_pressing_first(story: Stage, client_of: ClientOf) -> None:
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    assert "What you can do" in page
    assert f"/matters/{WEIR}/do/" in page
    assert "What you can do" not in text_of(client_of, "p-auditor", f"/matters/{WEIR}/")
    assert "What you can do" not in text_of(client_of, "p-town", f"/matters/{WEIR}/"), "an outline is only read"


def test_what_has_to_wait_for_the_parts_is_no_button_and_says_so(stage: Stage, client_of: ClientOf) -> None:
    stage.open("m1", WATER, deadline_date=date(2026, 5, 1))
    stage.do(WATER, ClaimMatter(matter=MatterId("m1")))
    assert "/matters/m1/do/done/" in text_of(client_of, "p-water", "/matters/m1/")
    part = DelegatePart(
        matter=MatterId("m1"),
        part=MatterId("m1-part"),
        to=ROADS,
        title="A part",
        terms=terms("A part", Visibility.INTERNAL),
        deadline_date=date(2026, 4, 1),
    )
    stage.do(WATER, part)
    page = text_of(client_of, "p-water", "/matters/m1/")
    assert "/matters/m1/do/done/" not in page
    assert "only once its parts are closed; still open: 1." in page
    assert "only once its parts are closed" not in text_of(client_of, "p-clerk", "/matters/m1/")


def test_a_member_reads_what_their_leader_signs(story: Stage, client_of: ClientOf) -> None:
    assert "from a post you do not hold" in text_of(client_of, "p-clerk", f"/matters/{WEIR}/")


def test_a_note_is_written_right_there(story: Stage, client_of: ClientOf) -> None:
    client = client_of("p-clerk")
    page = client.get(f"/matters/{WEIR}/").content.decode()
    form = page[page.index('class="note-form') :]
    hidden = dict(re.findall(r'name="(key|version|next)" value="([^"]*)"', form))
    sent = client.post(f"/matters/{WEIR}/do/note/", {**hidden, "text": "The gauge reads 40 cm"})
    assert (sent.status_code, sent["Location"]) == (303, f"/matters/{WEIR}/#notes")
    notes = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    assert "The gauge reads 40 cm" in notes[notes.index('id="notes"') :]


def test_checks_imposed_stand_beside_the_help_with_hours_on_both_sides(story: Stage, client_of: ClientOf) -> None:
    form = ImposeDemand(
        demand=DemandId("d1"),
        kind=DemandKind.FORM,
        title="Daily table of weirs",
        issuer=COUNTY,
        receivers=(WATER, ROADS),
        person_minutes=90,
        due_date=date(2026, 3, 5),
    )
    assert isinstance(story.try_(COUNTY, form), Accepted)
    page = text_of(client_of, "p-water", f"/matters/{WEIR}/")
    burden = page[page.index('id="burden"') : page.index('id="burden"') + 3000]
    assert "6 hours" in burden
    assert "Daily table of weirs" in burden
    assert "1.5 hours" in burden


def test_the_duty_item_is_told_of_whom_the_matter_is_offered_to_and_then_of_who_holds_it(
    client_of: ClientOf, stage: Stage
) -> None:
    matter = MatterId("m")
    stage.open(matter, COUNTY, terms=Terms(goal="Dry fields", duty_item=DITCHES))
    assert "not on the duty list of 清水县" in text_of(client_of, f"p-{COUNTY}", "/matters/m/")
    stage.do(COUNTY, OfferMatter(matter=matter, to=TOWN, duty_item=DITCHES))
    page = text_of(client_of, f"p-{COUNTY}", "/matters/m/")
    assert "a duty of 平安镇&#39;s own" in page
    assert "not on the duty list" not in page
