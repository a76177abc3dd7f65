"""The files that the tutorials hand to their readers, made anew: `python -m tools.tutorial_files`.

The Word document is written once and kept, since its bytes are on record in whatever ledger it was taken into; a test
says that its words are still those below.
"""

import sys
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

FILES = Path(__file__).resolve().parent.parent / "docs" / "tutorial" / "files"
DIRECTIVE = FILES / "directive.docx"
HEADING = "云岭县人民政府办公室关于做好公厕改造和渠道清淤工作的通知"
PARAGRAPHS = (
    "各镇人民政府，县政府有关部门：",
    "为改善人居环境，现将有关任务通知如下。",
    "一、改造公厕。完成平安镇集镇公厕改造2座，全天免费开放。"
    "（牵头单位：县住房和城乡建设局；配合单位：县财政局；完成时限：12月31日前）",
    "二、清淤渠道。完成渠道清淤30公里，汛期排水通畅。（牵头单位：县水利局；完成时限：2029年12月31日前）",
)


def write_directive(path: Path = DIRECTIVE) -> None:
    """Write the directive of the first tutorial: two tasks, one of them without the year of its deadline."""
    document = Document()
    document.styles["Normal"].font.size = Pt(12)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = heading.add_run(HEADING)
    words.bold, words.font.size = True, Pt(16)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.save(str(path))


def main() -> int:
    """Write every file."""
    FILES.mkdir(exist_ok=True)
    write_directive()
    print(f"{DIRECTIVE.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
