"""One translatable sentence for every event, refusal and issue code."""
