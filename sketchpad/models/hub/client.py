"""The few calls of the model hub that a download needs: what is in a repository, and the bytes of a file.

Plain https and nothing else. The hub's own library (huggingface_hub 2.4) begins a file anew whenever a download was
interrupted, and reads its settings once at import; pause, resume and an offline switch need neither.
API: https://huggingface.co/docs/hub/api, ``GET /api/models/{repo}/revision/{revision}?blobs=true``.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sketchpad import __version__
from sketchpad.errors import DownloadFailed
from sketchpad.models.catalogue.catalogue import is_commit
from sketchpad.outside import ODD, parse_json

ENDPOINT = "https://huggingface.co"
LARGEST_LISTING = 16 << 20  # bytes of JSON about a repository
TIMEOUT = 20.0  # seconds without a byte
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_TRUE = {"1", "ON", "YES", "TRUE"}


@dataclass(frozen=True)
class RemoteFile:
    """A file on the hub. `etag`: its sha256 (`large`), or the hash that git gives it (sha1)."""

    path: str
    size: int
    etag: str

    @property
    def large(self) -> bool:
        return len(self.etag) == 64


@dataclass(frozen=True)
class Listing:
    """What one commit of a repository holds."""

    repo: str
    commit: str
    files: Mapping[str, RemoteFile]
    licence: str = ""


@dataclass
class Stream:
    """An answer that is being read, from byte `start` of a file on."""

    start: int
    _response: http.client.HTTPResponse

    def read(self, size: int) -> bytes:
        """What has arrived, up to `size` bytes; empty at the end, which may be too early. Raises OSError."""
        try:
            return self._response.read1(size)
        except (http.client.HTTPException, ValueError) as error:
            raise ConnectionError(str(error)) from error


class RangeRefused(Exception):
    """Status 416: the hub has no such part of the file."""


class Hub:
    """Asks one hub, ``HF_ENDPOINT`` or huggingface.co.

    Args:
        endpoint: address without a path.
        token: who asks; sent to the endpoint only, never to where it redirects.
        offline: True refuses every call.
    """

    def __init__(
        self,
        endpoint: str = "",
        token: str | None = None,
        offline: bool = False,
        timeout: float = TIMEOUT,
    ) -> None:
        self.endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")
        self.offline = offline or offline_by_environment()
        self._token = user_token() if token is None else token
        self._timeout = timeout
        self._local = _is_loopback(self.endpoint)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=_trust()), _Redirects(self._local)
        )

    @property
    def host(self) -> str:
        return urllib.parse.urlsplit(self.endpoint).netloc

    def page(self, repo: str) -> str:
        """Where a person can read about the repository."""
        return f"{self.endpoint}/{repo}"

    def describe(self, repo: str, revision: str, name: str = "") -> Listing:
        """What is in a repository. Raises DownloadFailed, speaking of `name`."""
        quoted = urllib.parse.quote(revision, safe="")
        address = f"{self.endpoint}/api/models/{repo}/revision/{quoted}?blobs=true"
        name = name or repo
        with self._answer(address, name, repo) as response:
            try:
                data = response.read(LARGEST_LISTING + 1)
            except (OSError, http.client.HTTPException) as error:
                raise self._failed("no_network", name) from error
        try:
            if len(data) > LARGEST_LISTING:
                raise ValueError("too long")
            listing = _listing(repo, parse_json(data))
        except ODD as error:
            raise self._failed("strange", name) from error
        if is_commit(revision) and listing.commit != revision:
            raise self._failed("strange", name)
        return listing

    @contextlib.contextmanager
    def open(self, listing: Listing, path: str, start: int = 0, name: str = "") -> Iterator[Stream]:
        """The bytes of a file from `start` on; `Stream.start` is 0 where the hub begins anew all the same.

        Raises DownloadFailed, or RangeRefused.
        """
        quoted = urllib.parse.quote(path)
        address = f"{self.endpoint}/{listing.repo}/resolve/{listing.commit}/{quoted}"
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._answer(address, name or listing.repo, listing.repo, headers, path) as response:
            if response.status == 206:
                begins = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
                if begins is None or int(begins[1]) != start:
                    raise self._failed("strange", name or listing.repo)
                yield Stream(start, response)
            else:
                yield Stream(0, response)

    @contextlib.contextmanager
    def _answer(
        self,
        address: str,
        name: str,
        repo: str,
        headers: Mapping[str, str] | None = None,
        path: str = "",
    ) -> Iterator[http.client.HTTPResponse]:
        if self.offline:
            raise self._failed("offline", name)
        request = urllib.request.Request(address, headers=dict(headers or {}))  # noqa: S310 - checked below
        if urllib.parse.urlsplit(address).scheme != "https" and not self._local:
            raise self._failed("unsafe", name)
        request.add_header("User-Agent", f"sketchpad/{__version__}")
        request.add_header("Accept-Encoding", "identity")
        if self._token:
            request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        try:
            response = self._opener.open(request, timeout=self._timeout)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error, name, repo, path) from error
        except urllib.error.URLError as error:
            kind = "certificate" if isinstance(error.reason, ssl.SSLError) else "no_network"
            raise self._failed(kind, name) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._failed("no_network", name) from error
        with response:
            yield response

    def _refusal(
        self, error: urllib.error.HTTPError, name: str, repo: str, path: str
    ) -> DownloadFailed | RangeRefused:
        says = error.headers.get("X-Error-Code", "") if error.headers else ""
        if error.code == 416:
            return RangeRefused()
        if says == "GatedRepo" or error.code == 403:
            return self._failed("gated", name, page=self.page(repo))
        if error.code == 401:
            return self._failed("not_allowed", name, page=self.page(repo))
        if error.code == 404:
            if says == "RevisionNotFound":
                return self._failed("no_version", name)
            return self._failed("no_file", name, file=path) if path else self._failed("gone", name)
        if error.code == 429:
            return self._failed("busy", name)
        if 300 <= error.code < 400:
            return self._failed("unsafe", name)
        return self._failed("server", name, status=error.code)

    def _failed(self, reason: str, name: str, **fields: Any) -> DownloadFailed:
        return DownloadFailed(reason, name=name, host=self.host, **fields)


def _listing(repo: str, data: Mapping[str, Any]) -> Listing:
    files = {}
    for item in data["siblings"]:
        large = item.get("lfs") or {}
        etag = str(large.get("sha256") or item.get("blobId") or "")
        size = large.get("size", item.get("size"))
        if _HASH.fullmatch(etag) and isinstance(size, int) and 0 <= size < 1 << 42:
            files[str(item["rfilename"])] = RemoteFile(str(item["rfilename"]), size, etag)
    commit = str(data["sha"])
    if not is_commit(commit):
        raise ValueError(commit)
    card = data.get("cardData")
    licence = card.get("license", "") if isinstance(card, dict) else ""
    return Listing(repo, commit, files, licence if isinstance(licence, str) else "")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to https only (and within a hub on this computer)."""

    max_redirections = 5

    def __init__(self, local: bool) -> None:
        self._local = local

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        secure = urllib.parse.urlsplit(newurl).scheme == "https"
        if not secure and not (self._local and _is_loopback(newurl)):
            raise urllib.error.HTTPError(newurl, code, "not followed", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_loopback(address: str) -> bool:
    return urllib.parse.urlsplit(address).hostname in ("127.0.0.1", "::1", "localhost")


def _trust() -> ssl.SSLContext:
    """The system's certificates; where Python finds none, those that come with certifi."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"] and not context.get_ca_certs():
        with contextlib.suppress(ImportError):
            import certifi

            context.load_verify_locations(certifi.where())
    return context


def offline_by_environment() -> bool:
    """HF_HUB_OFFLINE, which other programs obey, too."""
    said = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return said.upper() in _TRUE


def user_token() -> str:
    """Who the user is on the hub: HF_TOKEN, or where the hub's own command puts it. Empty without one."""
    if os.environ.get("HF_TOKEN"):
        return os.environ["HF_TOKEN"].strip()
    if os.environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN", "").upper() in _TRUE:
        return ""
    home = os.environ.get("HF_HOME") or os.path.join(  # noqa: PTH118 - may start with ~
        os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface"
    )
    path = Path(os.environ.get("HF_TOKEN_PATH") or f"{home}/token").expanduser()
    try:
        text = path.read_text(encoding="ascii").strip() if path.stat().st_size < 4096 else ""
    except (OSError, UnicodeDecodeError):
        return ""
    return text if re.fullmatch(r"[\x21-\x7e]+", text) else ""
