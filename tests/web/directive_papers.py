"""Documents for the tests of directives, and a browser's way through them."""

import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

DOCUMENTS = Path(__file__).parent.parent / "data" / "directives" / "documents"
PLAN = """清水县人民政府关于印发春季防汛任务分解方案的通知
清政发〔2026〕3号
一、加固堰坝2处。（牵头单位：县水务局；配合单位：县林业局，5月31日前完成）
二、疏通排水沟。（责任单位：县水务局、Roads Department，6月30日前完成）
三、巡查河道。（责任单位：各乡镇，年内持续推进）
四、报送防汛预案。（责任单位：清水县，4月30日前报送）
"""
"""Four tasks: one that is clear, one with two units and no lead, one for a group without an end, one of the issuer itself."""


def hand_in(client: Client, name: str) -> Any:
    """Drop a document of the test data."""
    content = (DOCUMENTS / name).read_bytes()
    return client.post("/directives/", {"file": SimpleUploadedFile(name, content)})


def paste(client: Client, text: str = PLAN) -> str:
    """Paste a text that must be read; the address of its draft."""
    answer = client.post("/directives/", {"text": text})
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    return answer["Location"]


def text_of(client: Client, address: str, status: int = 200) -> str:
    """A page as one line."""
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return " ".join(answer.content.decode().split())


def version_of(client: Client, address: str) -> str:
    """The version of a draft that a page shows."""
    return re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())[1]  # type: ignore[index] # every page of a draft has one


def card(page: str, key: str) -> str:
    """One task of a page."""
    begin = page.index(f'id="task-{key}"')
    return page[begin : page.index("</article>", begin)]


def do(client: Client, draft: str, what: str, status: int = 303, **fields: Any) -> Any:
    """An edit of a draft, on the version that stands."""
    fields.setdefault("version", version_of(client, draft))
    answer = client.post(draft, {"do": what, **fields})
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer


def saved(client: Client, draft: str, task: str, **changed: Any) -> Any:
    """A task saved with some answers changed, the others as its form shows them."""
    return do(client, draft, "save", task=task, **{**shown(client, draft, task), **changed})


def shown(client: Client, draft: str, task: str) -> dict[str, Any]:
    """What the form of a task holds, as a browser would send it."""
    html = client.get(f"{draft}?task={task}").content.decode()
    begin = html.index(f'id="form-{task}"')
    form = html[begin : html.index("</form>", begin)]
    found: dict[str, Any] = {}
    for name, value in re.findall(
        r'<input type="(?:text|date|number)" name="(\w+)"(?: id="[^"]*")? value="([^"]*)"', form
    ):
        found[name] = [*found.get(name, []), value] if name == "supports" else value
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', form))
    for name, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found
