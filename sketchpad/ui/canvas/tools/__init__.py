"""What the pointer does on the canvas: one class per tool."""
