"""Files in: logs of other systems become raw tables that the lens can import."""
