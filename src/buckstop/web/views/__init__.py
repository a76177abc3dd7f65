"""One file per noun; a view reads what was asked, asks `app`, and renders."""
