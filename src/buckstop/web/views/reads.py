"""Who read restricted matters, who took what along: all of it for the office and auditors, one's own for everybody."""

from io import BytesIO

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from buckstop.web.access import HEADINGS, Reads, cells_of, page_of, reads_of
from buckstop.web.reads import record
from buckstop.web.rendering import render
from buckstop.web.visitors import Visitor, visitor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 50_000


@require_safe
def reads(request: HttpRequest) -> HttpResponse:
    """The record, the latest first, filtered by its address."""
    who = visitor(request)
    return render(request, "reads.html", page_of(who, _asked(request, who)))


@require_safe
def reads_export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; taking it along goes on record too."""
    who = visitor(request)
    found = _asked(request, who)
    number = min(found.rows.count(), _MOST)
    record(request, "export", "reads", "reads_taken", rows=number)
    answer = HttpResponse(_workbook(who, found), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="reads.xlsx"'
    return answer


def _asked(request: HttpRequest, who: Visitor) -> Reads:
    found = reads_of(who, request.GET)
    if found is None:
        raise Http404
    return found


def _workbook(who: Visitor, found: Reads) -> bytes:
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    for place, heading in enumerate(HEADINGS):
        sheet.write_string(0, place, who.read.translate(heading), bold)
    for number, cells in enumerate(cells_of(who, found.rows[:_MOST]), 1):
        for place, words in enumerate(cells):
            sheet.write_string(number, place, words)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
