"""Fair comparison: each step can only remove an accusation, never add one."""
