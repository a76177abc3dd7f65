"""What Buckstop is measured against. Run with the interpreter of `.peers/`; nothing here imports Buckstop."""
