"""Language: whether a log was written in mainland China, told from its characters."""

import re

from buckstop.intake.inspecting.sample import Sample

# Ideographs; kana and hangul, which tell Japanese and Korean.
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_ELSEWHERE = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_VALUES = 50  # of a column, looked at
_SHARE_MIN = 0.5  # of the names of the columns, or of the columns with words
_SIMPLIFIED_MIN = 0.98


def speaks_chinese(sample: Sample) -> bool:
    """Whether most columns are named in simplified Chinese, or most of those with words hold it.

    Why: an office in mainland China writes its own clock, which is one for the whole country. Traditional characters
    say nothing of the kind: GB 2312, which has the simplified ones only, tells the two apart.
    """
    names = list(sample.columns)
    texts = ["".join(column.values[:_VALUES]) for column in sample.columns.values()]
    worded = [text for text in texts if any(char.isalpha() for char in text)]
    if not (_mostly_ideographs(names) or _mostly_ideographs(worded)):
        return False
    together = "".join([*names, *texts])
    found = _IDEOGRAPH.findall(together)
    simplified = sum(1 for char in found if char.encode("gb2312", "ignore"))
    return not _ELSEWHERE.search(together) and simplified >= _SIMPLIFIED_MIN * len(found)


def _mostly_ideographs(texts: list[str]) -> bool:
    return bool(texts) and sum(1 for text in texts if _IDEOGRAPH.search(text)) >= _SHARE_MIN * len(texts)
