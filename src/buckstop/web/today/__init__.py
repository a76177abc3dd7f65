"""What the page of one's day is made of: its lines, and why each of them is somebody's."""
