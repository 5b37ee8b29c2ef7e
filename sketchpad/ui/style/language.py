"""The language of the window: the system's or the user's choice, changed while it runs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from sketchpad import paths

# Names are in their own language, for users who cannot read the present one.
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class Language(QObject):
    """Installs the translators of the chosen language; the empty string is the system's."""

    def __init__(self, app: QCoreApplication, choice: str = "") -> None:
        super().__init__(app)
        self._app = app
        self._translators: list[QTranslator] = []
        self.choice = ""
        self.choose(choice)

    @property
    def present(self) -> str:
        """The language in use: a key of `LANGUAGES`."""
        return self.choice or system_language()

    def choose(self, choice: str) -> None:
        """Use `choice`, a key of `LANGUAGES` or the empty string, from now on."""
        self.choice = choice if choice in LANGUAGES else ""
        for translator in self._translators:
            self._app.removeTranslator(translator)
            translator.deleteLater()  # it holds its file in memory
        self._translators = []
        name = self.present
        QLocale.setDefault(QLocale(name) if name != "en" else QLocale("en_US"))
        if name == "en":
            return
        own = str(paths.resources() / "translations")
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for folder, stem in ((qt, "qtbase"), (own, "sketchpad")):
            translator = QTranslator(self)
            if translator.load(f"{stem}_{name}", folder):
                self._app.installTranslator(translator)
                self._translators.append(translator)
            else:
                translator.deleteLater()


def system_language() -> str:
    """The first language the user asked the system for that we speak, else English."""
    for name in QLocale.system().uiLanguages():
        locale = QLocale(name)
        if locale.language() == QLocale.Language.Chinese:
            if locale.script() != QLocale.Script.TraditionalHanScript:
                return "zh_CN"
        elif locale.language() == QLocale.Language.English:
            return "en"
    return "en"
