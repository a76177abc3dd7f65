"""One file per detector. Discovery walks this folder."""
