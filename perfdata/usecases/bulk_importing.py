"""The door to importing thousands of files: read ahead by several processes, checked one after the other, and stored
many at once. What a single import would hold is held, and what is stored already is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from perfdata.containers.isolated import MOST_AT_ONCE
from perfdata.containers.sheets import is_short_text
from perfdata.containers.zip_files import MOST_MEMBERS, is_asked, is_asked_name, member_name, unpacked_member
from perfdata.core.collection import collection_paused
from perfdata.core.errors import ClosedError, OvertakenError, PerfdataError, UnstorableError, UnusableFileError
from perfdata.core.people import Who
from perfdata.core.terms import HandInState, UploadKind
from perfdata.storing import store
from perfdata.storing.log import acting
from perfdata.storing.upload_list import held_files
from perfdata.usecases import uploading
from perfdata.usecases.held_in_memory import HeldInMemory
from perfdata.usecases.opening import MOST_BYTES, read_bytes, refuse_large
from perfdata.usecases.preview import GoalPreview, Preview
from perfdata.usecases.reading_ahead import read_file, read_texts
from perfdata.usecases.rights import is_reviewed, refuse_preview
from perfdata.usecases.statements import Statements

if TYPE_CHECKING:
    from sqlalchemy import Engine

_AT_ONCE, _TEXTS_AT_ONCE = 100, 20  # files: their tables are judged within the transaction that stores them
Parts = Iterator[tuple[Preview, store.Stored | None, int]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a folder or a zip: its path below it, and how its bytes are read (UnusableFileError)."""

    name: str
    read: Callable[[], bytes]

    @property
    def file_name(self) -> str:
        return self.name.rpartition("/")[2]


@dataclass(slots=True)
class Imported:
    """What became of a file: ``parts`` are previews with their upload, if stored, and exit code.

    ``known_upload_id`` is the upload that holds it already, and may wait; ``error`` is why it cannot be used.
    """

    source: Source
    parts: list[tuple[Preview, store.Stored | None, int]] = field(default_factory=list)
    known_upload_id: int | None = None
    known_waits: bool = False
    error: str = ""

    @property
    def code(self) -> int:
        return 2 if self.error else max((code for _, _, code in self.parts), default=0)


def is_bulk(path: Path) -> bool:
    """Whether a path is a folder, or a zip of more files than are read as one."""
    if not path.is_file():  # of what has no end, a zip would be sought in all of it
        return path.is_dir()
    try:
        with ZipFile(path) as archive:
            return sum(map(is_asked, archive.infolist())) > MOST_MEMBERS
    except (OSError, BadZipFile, ValueError, NotImplementedError):
        return False


def sources_of(path: Path) -> list[Source]:
    """The files of a folder and the folders in it, or of a zip, by their names; what office programs leave is not."""
    if path.is_dir():
        names = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
        return [
            Source(name, lambda file=file: read_bytes(file))
            for name, file in sorted(names.items())
            if is_asked_name(name)
        ]
    archive = ZipFile(path)  # Closed with the last source: its directory is read once, not for every member.
    members = ((member_name(item), item) for item in archive.infolist() if is_asked(item))
    return [Source(name, partial(_member, archive, item, name)) for name, item in sorted(members, key=itemgetter(0))]


def _member(archive: ZipFile, item: ZipInfo, name: str) -> bytes:
    content = unpacked_member(archive, item, name=name, most_bytes=MOST_BYTES + 1)
    refuse_large(content, name)
    return content


def import_many(
    engine: Engine,
    sources: Iterable[Source],
    *,
    import_one: Callable[..., Parts],
    uploaded_by: Who,
    accept_sound_rows: bool,
    **said: Any,
) -> Iterator[Imported]:
    """What becomes of each file, in their order, as soon as it is stored.

    ``import_one`` checks a file part by part: it is called with content, file name, more of what ``preview_file`` takes
    and ``keep``, which takes a preview that may be stored and gives the upload, None where that comes later.
    ``said`` are the day and the corrections by which files are read.
    """
    held = HeldInMemory(engine)
    with ThreadPoolExecutor(MOST_AT_ONCE + 1) as readers:
        coming = iter(sources)
        read = partial(_read, readers, held, said)
        ahead = read(list(islice(coming, _AT_ONCE)))
        while ahead:
            files, ahead = ahead, read(list(islice(coming, _AT_ONCE)))
            yield from _Importer(engine, held, import_one, uploaded_by, accept_sound_rows).run(files)


@dataclass(slots=True)
class _File:
    """A file with what waits for its reading; without that it cannot be used."""

    imported: Imported
    content: bytes = b""
    digest: str = ""
    reading: Callable[[], Statements] | None = None

    @property
    def name(self) -> str:
        return self.imported.source.file_name


def _read(
    readers: ThreadPoolExecutor, held: HeldInMemory, said: Mapping[str, Any], sources: Sequence[Source]
) -> list[_File]:
    """The files of a chunk with their reading under way, short texts several in one go."""
    files = [_File(Imported(source)) for source in sources]
    texts: list[_File] = []
    for file in files:
        try:
            file.content = file.imported.source.read()
        except UnusableFileError as error:
            file.imported.error = str(error)
            continue
        file.digest = sha256(file.content).hexdigest()
        if is_short_text(file.content, file_name=file.name):
            texts.append(file)
        else:
            file.reading = readers.submit(read_file, held, file.content, file_name=file.name, **said).result
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        part = texts[start : start + _TEXTS_AT_ONCE]
        read = readers.submit(read_texts, held, [(file.name, file.content) for file in part], **said)
        for at, file in enumerate(part):
            file.reading = partial(_one_of, read, at)
    return files


def _one_of(read: Future[list[Statements | UnusableFileError]], at: int) -> Statements:
    found = read.result()[at]
    if isinstance(found, UnusableFileError):
        raise found
    return found


def _is_known(file: _File, known: Mapping[str, tuple[int, bool]]) -> bool:
    """Whether it is stored already, which is noted then."""
    if file.digest not in known or _is_of_several_kinds(file):
        return False
    file.imported.known_upload_id, file.imported.known_waits = known[file.digest]
    return True


def _is_of_several_kinds(file: _File) -> bool:
    """Of such a file a part may be stored and another one not: each is looked at."""
    try:
        return file.reading is not None and bool(file.reading().later)
    except PerfdataError:
        return False


@dataclass(slots=True)
class _Importer:
    """One chunk of files on its way into the store."""

    engine: Engine
    held: HeldInMemory
    import_one: Callable[..., Parts]
    uploaded_by: Who
    accept_sound_rows: bool
    _waiting: list[tuple[_File, GoalPreview]] = field(default_factory=list)

    @collection_paused()
    def run(self, files: Sequence[_File]) -> list[Imported]:
        known = self._known(files)
        for file in files:
            if _is_known(file, known):
                continue
            if any(file.digest == other.digest for other, _ in self._waiting):  # the same bytes once more
                self._import_alone(file)
            elif file.reading is not None:
                self._import(file)
        self._store()
        return [file.imported for file in files]

    def _known(self, files: Sequence[_File]) -> dict[str, tuple[int, bool]]:
        """The upload that holds a file already, by the digest, and whether it waits."""
        known = held_files(self.engine, {file.digest for file in files})
        hand_ins = store.hand_ins_of(self.engine, known.values())
        waiting = {upload_id for upload_id, own in hand_ins.items() if own.state is HandInState.WAITING}
        return {digest: (upload_id, upload_id in waiting) for digest, upload_id in known.items()}

    def _import(self, file: _File) -> None:
        assert file.reading is not None
        try:
            read = file.reading()
            if read.later or read.part.kind is not UploadKind.GOAL_TABLES:
                self._import_alone(file)
                return
            file.imported.parts += self._parts(file, partial(self._keep, file), held=self.held, read=read)
        except PerfdataError as error:
            file.imported.error = str(error)

    def _parts(self, file: _File, keep: Callable[[Any], Any], **options: Any) -> Parts:
        return self.import_one(file.content, file_name=file.name, keep=keep, **options)

    def _keep(self, file: _File, preview: GoalPreview) -> None:
        refuse_preview(self.engine, self.uploaded_by, preview)
        self._waiting.append((file, preview))
        if not is_reviewed(self.uploaded_by):
            self.held.add(preview.sound_tables, preview.matches)

    def _import_alone(self, file: _File) -> None:
        """As a single import does: what it is compared with and what it stores is in the store at once."""
        self._store()
        if _is_known(file, self._known([file])):
            return
        try:
            file.imported.parts[:] = self._parts(file, self._confirm)
        except PerfdataError as error:
            file.imported.error = str(error)
        self.held.forget()

    def _confirm(self, preview: Preview) -> store.Stored:
        return uploading.confirm(
            self.engine, preview, uploaded_by=self.uploaded_by, accept_sound_rows=self.accept_sound_rows
        )

    def _store(self) -> None:
        """What waits, in one transaction; one by one where others wrote meanwhile or one of them is closed."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            with acting(self.uploaded_by) as who:
                waits = is_reviewed(self.uploaded_by)
                prepared = [preview.prepared(who, waits=waits) for _, preview in waiting]
                stored, revision = store.append_goal_files(self.engine, prepared, expected_revision=self.held.revision)
        except (ClosedError, OvertakenError, UnstorableError):
            for file, _ in waiting:
                file.imported.parts.clear()
                self._import_alone(file)
            return
        self.held.stored(revision)
        for (file, _), upload in zip(waiting, stored, strict=True):
            file.imported.parts[:] = [(preview, upload, code) for preview, _, code in file.imported.parts]
