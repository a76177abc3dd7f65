"""The design system as it is: tokens read from the style sheet, contrast computed, every part shown on one page."""
