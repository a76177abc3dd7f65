"""What lists, boards, the calendar and the search show, as plain values in words of their reader."""
