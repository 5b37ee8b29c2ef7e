"""Boxes beyond the canvas: commands, the panel at the left with boxes, checks and what the model sees."""
