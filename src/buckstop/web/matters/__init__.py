"""The page of one matter, part by part: each file turns what `app` found into plain values that a template shows."""
