"""All tools of the canvas, by the names of the state."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.ui.canvas.tools.box_tool import BoxTool
from sketchpad.ui.canvas.tools.bucket_tool import BucketTool
from sketchpad.ui.canvas.tools.eraser_tool import EraserTool
from sketchpad.ui.canvas.tools.lasso_tool import LassoTool
from sketchpad.ui.canvas.tools.pan_tool import PanTool
from sketchpad.ui.canvas.tools.pen_tool import PenTool
from sketchpad.ui.canvas.tools.pose_tool import PoseTool
from sketchpad.ui.canvas.tools.reference_tool import ReferenceTool
from sketchpad.ui.canvas.tools.region_tool import RegionTool
from sketchpad.ui.canvas.tools.shapes.ellipse_tool import EllipseTool
from sketchpad.ui.canvas.tools.shapes.line_tool import LineTool
from sketchpad.ui.canvas.tools.shapes.polyline_tool import PolylineTool
from sketchpad.ui.canvas.tools.shapes.rectangle_tool import RectangleTool
from sketchpad.ui.canvas.tools.strokes_tool import StrokesTool
from sketchpad.ui.canvas.tools.tool import Surface, Tool
from sketchpad.ui.state.document_state import ToolName


def make_tools(surface: Surface, parent: QObject) -> dict[ToolName, Tool]:
    return {
        "pen": PenTool(surface, parent),
        "eraser": EraserTool(surface, parent),
        "line": LineTool(surface, parent),
        "polyline": PolylineTool(surface, parent),
        "rectangle": RectangleTool(surface, parent),
        "ellipse": EllipseTool(surface, parent),
        "bucket": BucketTool(surface, parent),
        "strokes": StrokesTool(surface, parent),
        "lasso": LassoTool(surface, parent),
        "box": BoxTool(surface, "box", parent),
        "select": BoxTool(surface, "select", parent),
        "pose": PoseTool(surface, parent),
        "region": RegionTool(surface, parent),
        "reference": ReferenceTool(surface, parent),
        "pan": PanTool(surface, parent),
    }
