"""Which model makes the pictures, and what is downloaded: everything the window does with models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from sketchpad import paths
from sketchpad.generation.request.defaults import fitted
from sketchpad.generation.request.request import Lora
from sketchpad.models.catalogue.catalogue import (
    VAE,
    Entry,
    add_model,
    catalogue,
    forget_model,
    is_shipped,
    size_text,
)
from sketchpad.models.catalogue.local import (
    LocalModel,
    format_folders,
    local_models,
    parse_folders,
    refusal,
)
from sketchpad.models.hub.cache import installed
from sketchpad.ui.connections import errors_to, while_alive
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.models.downloads import WAIT_AT_EXIT, Downloads
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.run_settings import RunSettings, default_values, known_model

if TYPE_CHECKING:  # http and its certificates are read when something is downloaded
    from sketchpad.models.hub.client import Hub


class ModelFileDialogs(QObject):
    """Asks in dialogs; None or empty when the user thought better of it."""

    def folder(self, window: QWidget) -> Path | None:
        name = QFileDialog.getExistingDirectory(window, self.tr("Add a folder with models"))
        return Path(name) if name else None

    def file(self, window: QWidget) -> Path | None:
        kinds = f"{self.tr('Models')} (*.safetensors)"
        name, _ = QFileDialog.getOpenFileName(window, self.tr("Add a model"), "", kinds)
        return Path(name) if name else None

    def repository(self, window: QWidget) -> str:
        label = self.tr("Name of the repository, as owner/name, or its address:")
        text, chosen = QInputDialog.getText(window, self.tr("Add from the hub"), label)
        return text.strip() if chosen else ""

    def may_delete(self, window: QWidget, name: str, size: str) -> bool:
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Delete “{name}” from this computer?").format(name=name))
        more = self.tr("{size} become free. Other programs that use the hub's cache lose it, too.")
        box.setInformativeText(more.format(size=size))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("Delete"))
        return box.exec() == buttons.Yes


class ModelList(QDialog):
    """The dialog with all models, as far as `ModelManager` knows it."""

    def reveal(self, id: str) -> None:
        """Scroll to the model `id` of the catalogue."""
        raise NotImplementedError


class ModelManager(QObject):
    """Which model is used, and everything that is downloaded.

    Args:
        settings, state: get the model that is chosen, and the size that suits it.

    Signals:
        used: reference of the model that makes the pictures from now on.
        models_changed: the list of models is another one.
        ready: name and id of a model that has been downloaded.
        failed: SketchpadError.
        notified: a sentence for the user.
    """

    used = Signal(str)
    models_changed = Signal()
    ready = Signal(str, str)
    failed = Signal(object)
    notified = Signal(str)

    def __init__(
        self,
        window: QWidget,
        settings: RunSettings,
        state: DocumentState,
        preferences: PreferenceStore,
        make_dialog: Callable[[ModelManager], ModelList],
    ) -> None:
        super().__init__(window)
        self._window, self._settings, self._state = window, settings, state
        self._preferences = preferences
        self.questions = ModelFileDialogs(self)
        self.downloads = Downloads(self._hub, self)
        self._make_dialog = make_dialog
        self.dialog: ModelList | None = None
        self.downloads.finished.connect(self._on_finished)
        self.downloads.failed.connect(lambda _, error: self.failed.emit(error))
        self._look_up = LatestTask(self, WAIT_AT_EXIT)
        preferences.changed.connect(self._on_preference)
        while_alive(self, settings.changed, lambda values: self._tell(values.model))
        self._present = settings.values.model

    @property
    def present(self) -> str:
        """The reference of the model that makes the pictures; empty for the one that comes with Sketchpad."""
        return self._settings.values.model

    def own_models(self) -> list[tuple[str, LocalModel, bool]]:
        """Reference, model and whether it can be taken out of the list: the program's own, then the user's."""
        info = known_model("")
        name = info.name if info else "Sketchpad"
        picture = max(info.width, info.height) if info else 0
        own = LocalModel(paths.weights(), name, info.family if info else "", picture)
        folders = self.folders()
        listed = [(str(m.path), m, m.path in folders) for m in local_models(folders)]
        return [("", own, False), *listed]

    def choices(self) -> list[tuple[str, str]]:
        """Name and reference of every model that can make pictures now."""
        own = [(model.name, ref) for ref, model, _ in self.own_models() if model.problem is None]
        bases = [entry for entry in catalogue().values() if entry.kind == "base"]
        state, present = self.downloads.state, self.present
        here = [(e.name, e.id) for e in bases if state(e.id).phase == "installed"]
        names = [*own, *here]
        if present not in [reference for _, reference in names]:
            entry = catalogue().get(present)
            names.append((entry.name if entry else Path(present).name, present))
        return names

    def use(self, reference: str) -> None:
        """Make pictures with this model from now on, in the size that suits it; kept for the next start."""
        if reference == self.present:
            return
        before, values = self._state.document, self._settings.values
        usual = default_values(reference)
        sampling = replace(usual.sampling, seed=values.sampling.seed)
        self._settings.set(
            replace(values, model=reference, sampling=sampling, methods=usual.methods)
        )
        self._preferences.set("model", reference)
        fits = fitted(before, reference)
        if (fits.width, fits.height) != (before.width, before.height):
            self._state.apply(fits, self.tr("Size of the model"))
            text = self.tr("The page is {width} × {height} now, as large as the model's pictures.")
            self.notified.emit(text.format(width=fits.width, height=fits.height))

    def open(self, id: str = "") -> None:
        """Show the list of models, at the model `id` if given."""
        self.downloads.refresh()
        if self.dialog is None:
            self.dialog = self._make_dialog(self)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if id:
            self.dialog.reveal(id)

    def offer(self, id: str) -> None:
        """What a method needs: begin its download, in sight."""
        self.open(id)
        self.wish(id, "download")

    def wish(self, id: str, wish: str) -> None:
        """What a button of the list asks for; see `Wish`."""
        entry = catalogue().get(id)
        if entry is None:
            return
        if wish == "download":
            self.downloads.start(entry)
        elif wish == "pause":
            self.downloads.pause(id)
        elif wish == "cancel":
            self.downloads.cancel(id)
        elif wish == "use" and entry.kind == "lora":
            self._use_lora(entry)
        elif wish == "use" and entry.kind == VAE:
            self._settings.set_vae(id)
        elif wish == "use":
            self.use(id)
        elif wish == "delete" and self.questions.may_delete(
            self.dialog or self._window, entry.name, size_text(entry.size)
        ):
            self.downloads.delete(entry)
            if not is_shipped(entry):
                forget_model(entry)
            self.models_changed.emit()

    def _use_lora(self, entry: Entry) -> None:
        """Add it to those that change the model's weights."""
        path, present = installed(entry), self._settings.values.loras
        if path is not None and str(path) not in [lora.path for lora in present]:
            self._settings.set_loras((*present, Lora(str(path))))
            self.notified.emit(
                self.tr("“{name}” changes the next pictures.").format(name=entry.name)
            )

    # models of the user's own

    def folders(self) -> tuple[Path, ...]:
        return parse_folders(str(self._preferences["model.folders"]))

    def add_folder(self) -> None:
        self._add(self.questions.folder(self.dialog or self._window))

    def add_file(self) -> None:
        self._add(self.questions.file(self.dialog or self._window))

    def take_out(self, reference: str) -> None:
        """Forget a folder or file; nothing is deleted."""
        kept = [folder for folder in self.folders() if str(folder) != reference]
        self._preferences.set("model.folders", format_folders(kept))

    def _add(self, path: Path | None) -> None:
        refused = refusal(path) if path is not None else None
        if refused is not None:
            self.failed.emit(refused)
        elif path is not None:
            kept = format_folders((*self.folders(), path.absolute()))
            self._preferences.set("model.folders", kept)

    def add_from_hub(self) -> None:
        """Ask for a repository and put it on the list; its contents are looked up without waiting."""
        text = self.questions.repository(self.dialog or self._window)
        if text:
            hub = self._hub()

            def look_up(_watch: object) -> object:
                from sketchpad.models.entry import entry_from_hub

                return entry_from_hub(hub, text)

            self._look_up.start(text, look_up, self._add_entry, self.failed.emit)

    def _add_entry(self, entry: object) -> None:
        assert isinstance(entry, Entry)
        with errors_to(self.failed.emit):
            add_model(entry)
            self.models_changed.emit()
            self.open(entry.id)

    def close(self) -> None:
        """Before the program ends."""
        if self.dialog is not None:
            self.dialog.close()
        self.downloads.close()

    def _hub(self) -> Hub:
        from sketchpad.models.hub.client import Hub

        return Hub(offline=bool(self._preferences["offline"]))

    def _on_finished(self, id: str) -> None:
        entry = catalogue().get(id)
        if entry is not None:
            self.models_changed.emit()
            self.ready.emit(entry.name, id)

    def _on_preference(self, name: str) -> None:
        if name == "model.folders":
            self.models_changed.emit()

    def _tell(self, model: str) -> None:
        if model != self._present:
            self._present = model
            self.used.emit(model)
