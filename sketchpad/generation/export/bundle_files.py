"""LoRA files and ControlNets by folder that a bundle needs: listed with size and checksum, not packed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from sketchpad.document.io.tracing import Watch, part, unwatched
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument, WeightsMissing
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.request.method_settings import is_folder
from sketchpad.generation.request.request import Request
from sketchpad.models.catalogue.catalogue import catalogue, size_text
from sketchpad.models.hub.locate import portable
from sketchpad.outside import is_file, open_file, typed

MOST_FILES = 1000
MOST_ENTRIES = 500  # of the folder of a net, with all that is in it
DEEPEST = 3
_READ = (".safetensors", ".json", ".txt")  # what of a folder is ever read
_LONGEST = 4096
_CHUNK = 1 << 20
_Text = Annotated[str, Meta(max_length=_LONGEST)]
_Index = Annotated[int, Meta(ge=0)]


@dataclass(frozen=True)
class OutsideFile:
    """A file or folder as a bundle names it.

    `place`: where it lay, the home folder written ~. `size` in bytes, of a folder that of all that is read of it.
    `checksum`: SHA-256, of a folder over names, sizes and checksums of what is read of it.
    """

    name: str
    place: str
    size: int
    checksum: str

    @staticmethod
    def of(path: str, watch: Watch = unwatched) -> OutsideFile:
        """What lies at `path`. Raises WeightsMissing where nothing does, or it cannot be read."""
        there = _absolute(path)
        try:
            size = _size(there)
            checksum = _checksum(there, watch)
        except OSError as error:
            raise WeightsMissing(there) from error
        return OutsideFile(there.name, _portable(there), size, checksum)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "place": self.place, "size": self.size, "sha256": self.checksum}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> OutsideFile:
        """Raises KeyError, TypeError or ValueError for what `to_json` never writes."""
        name, place, checksum = (typed(_Text, data[key]) for key in ("name", "place", "sha256"))
        if name in ("", ".", "..") or set(name) & set("/\\:\0"):
            raise ValueError("not the name of a file")
        if ".." in place.replace("\\", "/").split("/"):
            raise ValueError("a place that leads out of its folder")
        return OutsideFile(name, place, typed(_Index, data["size"]), checksum)

    def candidates(self, folder: Path) -> list[Path]:
        """Where it may be: where it lay, and in `folder`."""
        places = [folder / self.name]
        # A foreign bundle must not make this machine access the network.
        if self.place and not self.place.startswith(("\\\\", "//")):
            places.insert(0, _absolute(self.place))
        return places

    def is_at(self, path: Path) -> bool:
        """Whether the very same lies at `path`. Reads all of it where the size is right."""
        try:
            return _size(path) == self.size and _checksum(path, unwatched) == self.checksum
        except OSError:
            return False


def outside(request: Request) -> tuple[str, ...]:
    """Paths of the LoRA files, nets and VAE that `request` uses and that are not of the catalogue."""
    nets = (method.net for method in request.methods)
    files = (*(lora.path for lora in request.loras), *filter(is_outside, nets))
    return (*files, request.vae) if is_outside(request.vae) else files


def is_outside(net: str) -> bool:
    """Whether a net or VAE is named by its place on this machine."""
    return bool(net) and (is_folder(net) or net not in catalogue())


def described_files(paths: Sequence[str], watch: Watch = unwatched) -> list[OutsideFile]:
    """All of `paths`, each read once. Raises as `OutsideFile.of`."""
    count = max(1, len(paths))
    return [
        OutsideFile.of(path, part(watch, number / count, (number + 1) / count))
        for number, path in enumerate(paths)
    ]


def located_files(needed: Sequence[OutsideFile], bundle: Path) -> tuple[str, ...]:
    """The path of each of `needed` on this machine: at its old place, or beside `bundle`.

    Raises BadDocument with the names of those that are not there, or else of those that are not the same.
    """
    paths: list[str] = []
    missing: list[OutsideFile] = []
    others: list[OutsideFile] = []
    for file in needed:
        there = [path for path in file.candidates(bundle.absolute().parent) if _exists(path)]
        same = next((path for path in there if file.is_at(path)), None)
        if same is not None:
            paths.append(str(same))
        else:
            (others if there else missing).append(file)
    for reason, lacking in (("needs_files", missing), ("other_files", others)):
        if lacking:
            names = ", ".join(f"“{file.name}” ({size_text(file.size)})" for file in lacking)
            raise BadDocument(bundle, reason, needed=names)
    return tuple(paths)


def _absolute(path: str) -> Path:
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:  # the home of an unknown user
        return Path(path).absolute()


def _portable(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()


def _exists(path: Path) -> bool:
    """A regular file of a kind that is ever read, or the folder of a net: nothing else can be what a bundle means."""
    try:
        if path.is_dir():
            few = islice(path.iterdir(), MOST_ENTRIES)
            return any(path.suffix.lower() in _READ and is_file(path) for path in few)
        return path.suffix.lower() in _READ and is_file(path)
    except (OSError, ValueError):
        return False


def _files(path: Path) -> list[Path]:
    """What is ever read of a file or folder. OSError where a folder holds more than any net."""
    if not path.is_dir():
        return [path]
    files: list[Path] = []
    waiting, count = [(path, 0)], 0
    while waiting:
        folder, depth = waiting.pop()
        for entry in folder.iterdir():
            count += 1
            if count > MOST_ENTRIES:
                raise OSError(f"{path} is no folder of a net")
            if entry.is_dir() and not entry.is_symlink() and depth < DEEPEST:
                waiting.append((entry, depth + 1))
            elif entry.suffix.lower() in _READ and is_file(entry):
                files.append(entry)
    return sorted(files)


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in _files(path))


def _checksum(path: Path, watch: Watch) -> str:
    if not path.is_dir():
        return _sha256(path, watch)
    sha, files = hashlib.sha256(), _files(path)
    for number, file in enumerate(files):
        name = file.relative_to(path).as_posix()
        checksum = _sha256(file, part(watch, number / len(files), (number + 1) / len(files)))
        sha.update(f"{name}\0{file.stat().st_size}\0{checksum}\n".encode())
    return sha.hexdigest()


def _sha256(path: Path, watch: Watch) -> str:
    sha, done, size = hashlib.sha256(), 0, max(1, path.stat().st_size)
    with open_file(path) as file:
        while chunk := file.read(_CHUNK):
            sha.update(chunk)
            done += len(chunk)
            watch(min(1.0, done / size))
    return sha.hexdigest()


_DEEPEST = 50  # branches off branches


@dataclass(frozen=True)
class Parts:
    """The lists that the indices refer to: `models` are folders of this machine, `bases` paths of init images.

    `files`: paths of the LoRA files and ControlNets that are not of the catalogue.
    """

    models: tuple[str, ...]
    drawings: tuple[Document, ...]
    bases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @staticmethod
    def of(plans: Sequence[Plan]) -> Parts:
        """All that `plans` need; origins are to be among them."""
        requests = [plan.request for plan in plans]
        models = sorted({request.model for request in requests})
        drawings = dict.fromkeys(request.document for request in requests)
        bases = dict.fromkeys(request.base.picture for request in requests if request.base)
        files = dict.fromkeys(path for request in requests for path in outside(request))
        return Parts(tuple(models), tuple(drawings), tuple(bases), tuple(files))


def with_origins(plan: Plan) -> list[Plan]:
    """`plan`, what it branches off, and so on."""
    plans = [plan]
    while plans[-1].origin is not None:
        plans.append(plans[-1].origin)
    return plans


def described_plan(plan: Plan, parts: Parts) -> dict[str, Any]:
    """`plan` as JSON values, without paths of this machine."""
    request = plan.request.to_json(drawing=False)
    request["model"] = parts.models.index(plan.request.model)
    if plan.request.base is not None:
        request["base"]["picture"] = parts.bases.index(plan.request.base.picture)
    request["loras"] = [
        {"file": parts.files.index(lora.path), "strength": lora.strength}
        for lora in plan.request.loras
    ]
    if is_outside(plan.request.vae):
        request["vae"] = parts.files.index(plan.request.vae)
    for method, net in zip(request["methods"], plan.request.methods, strict=True):
        if is_outside(net.net):
            method["net"] = parts.files.index(net.net)
    data = {"request": request, "drawing": parts.drawings.index(plan.request.document)}
    if plan.origin is not None:
        data |= {"origin": described_plan(plan.origin, parts), "step": plan.step}
    return data


def plan_from(entry: Mapping[str, Any], parts: Parts, depth: int = 0) -> Plan:
    """The inverse of `described_plan`; the "seats" that older bundles hold are ignored.

    Raises ValueError, TypeError, KeyError, IndexError or a SketchpadError.
    """
    if depth > _DEEPEST:
        raise ValueError("branches without end")
    base = entry["request"].get("base")
    if base is not None:
        base = {**base, "picture": parts.bases[typed(_Index, base["picture"])]}
    model = parts.models[typed(_Index, entry["request"]["model"])]
    loras = [
        {"path": parts.files[typed(_Index, lora["file"])], "strength": lora["strength"]}
        for lora in entry["request"].get("loras", ())
    ]
    methods = [_method(method, parts) for method in entry["request"].get("methods", ())]
    vae = entry["request"].get("vae", "")
    # Of the catalogue; a path of another machine means nothing here.
    vae = portable(vae) if isinstance(vae, str) else parts.files[typed(_Index, vae)]
    data = {**entry["request"], "model": model, "vae": vae, "base": base}
    data |= {"loras": loras, "methods": methods}
    request = Request.from_json(data, parts.drawings[typed(_Index, entry["drawing"])])
    if "origin" not in entry:
        return Plan(request)
    return branch(plan_from(entry["origin"], parts, depth + 1), entry["step"], request)


def _method(data: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    """A method's settings with the place of its net on this machine, instead of its number."""
    net = data.get("net", "")
    if not isinstance(net, str):
        return {**data, "net": parts.files[typed(_Index, net)]}
    # Of the catalogue; a folder of another machine means nothing here.
    return {**data, "net": "" if is_folder(net) else net}
