"""People and regions in the window: actions, the bars above the canvas, lists of classes and joints."""
