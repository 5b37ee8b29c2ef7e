"""What joints are called in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.document.pose import JOINTS


def joint_label(number: int) -> str:
    return QCoreApplication.translate("Joint", JOINTS[number])
