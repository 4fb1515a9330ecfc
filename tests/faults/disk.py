"""A disk that loses its power: what strace saw a site write, and what of it is surely, or perhaps, on the disk.

Nothing is taken for granted but what POSIX promises: bytes of a file count from the fsync or fdatasync of the file
that began after they were written; its name, or that the name is gone, from the same of the folder. Of the rest any
blocks of 4 KB, whole or torn at a sector, may be there or not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,sendto"
TRACE = ("strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o")
LINE = re.compile(r"(\d+) +(?:<\.\.\. \w+ resumed>)?(.*)")
CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
DESCRIPTOR = re.compile(r"\d+<([^>]*)>(\(deleted\))?")
TEXT = re.compile(r'"([^"]*)"')
UNFINISHED = " <unfinished ...>"
BLOCK, SECTOR = 4096, 512


@dataclass
class File:
    """Bytes that are surely there, and writes that are not yet: place and bytes, or a new size and None."""

    durable: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def settle(self, count: int) -> None:
        """The first `count` of what waited is on the disk now."""
        for where, data in self.pending[:count]:
            put(self.durable, where, data)
        del self.pending[:count]

    def after_the_cut(self, random: Random | None) -> bytes:
        """Without a source of chance only what is sure."""
        content = bytearray(self.durable)
        for where, data in self.pending if random else ():
            for place, block in blocks(where, data):
                keep = some(block, random)
                if keep is None or keep:
                    put(content, place, keep)
        return bytes(content)


def put(content: bytearray, where: int, data: bytes | None) -> None:
    if data is None:
        del content[where:]
    if len(content) < where:
        content.extend(bytes(where - len(content)))
    if data is not None:
        content[where : where + len(data)] = data


def blocks(where: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    """The write in pieces that do not cross the border of a block."""
    if data is None:
        yield where, None
        return
    start = 0
    while start < len(data):
        end = min(len(data), start + BLOCK - (where + start) % BLOCK)
        yield where + start, data[start:end]
        start = end


def some(block: bytes | None, random: Random | None) -> bytes | None:
    """All of a block, nothing, or as many sectors as came through."""
    assert random is not None
    if block is None:
        return None if random.random() < 0.5 else b""
    if random.random() < 0.2:
        return block[: SECTOR * random.randint(0, len(block) // SECTOR)]
    return block if random.random() < 0.5 else b""


@dataclass
class Disk:
    """The files of one folder whose names begin with `stem`; the first of them is there from the start."""

    stem: Path
    names: dict[str, File] = field(default_factory=dict)
    durable_names: dict[str, File] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names[str(self.stem)] = File(bytearray(self.stem.read_bytes()))
        self.durable_names = dict(self.names)

    def after_the_cut(self, folder: Path, random: Random | None = None) -> Path:
        """Write what a restart would find; the main file."""
        names = random.choice([self.names, self.durable_names]) if random else self.durable_names
        for name, file in names.items():
            (folder / Path(name).name).write_bytes(file.after_the_cut(random))
        return folder / self.stem.name

    def replay(self, log: Path) -> Iterator[bytes]:
        """Go through the log; stops at the beginning of each send to a network, with its bytes."""
        begun: dict[str, tuple[str, dict[str, int]]] = {}
        with log.open(encoding="ascii") as lines:
            for line in lines:
                parsed = LINE.match(line)
                if parsed is None:
                    continue
                process, text = parsed.groups()
                if "resumed>" in line:
                    earlier, settled = begun.pop(process, ("", {}))
                    self.finish(earlier + text, settled)
                    continue
                if text.startswith("sendto("):
                    yield unescaped(text)
                settled = self.what_a_sync_settles(text)
                if text.endswith(UNFINISHED):
                    begun[process] = (text.removesuffix(UNFINISHED), settled)
                else:
                    self.finish(text, settled)

    def what_a_sync_settles(self, text: str) -> dict[str, int]:
        """How many writes to each file waited when a call began."""
        if not text.startswith(("fsync(", "fdatasync(")):
            return {}
        return {name: len(file.pending) for name, file in self.names.items()}

    def finish(self, text: str, settled: dict[str, int]) -> None:
        call = CALL.match(text)
        if call is None or call[3].startswith("-"):
            return
        name, arguments = call[1], call[2]
        path = path_of(arguments)
        if name in ("fsync", "fdatasync") and path == str(self.stem.parent):
            self.durable_names = dict(self.names)
        if not path.startswith(str(self.stem)) or path.endswith("-shm"):  # shared memory does not outlive the power
            return
        if name == "openat" and "O_CREAT" in arguments:
            self.names.setdefault(path, File(bytearray()))
        elif name == "unlink":
            self.names.pop(path, None)
        elif name == "rename":
            raise NotImplementedError("SQLite renames nothing.")
        elif path in self.names:
            self.change(self.names[path], name, arguments, settled.get(path, 0))

    @staticmethod
    def change(file: File, name: str, arguments: str, settled: int) -> None:
        if name == "pwrite64":
            file.pending.append((int(arguments.rpartition(",")[2]), unescaped(arguments)))
        elif name == "ftruncate":
            file.pending.append((int(arguments.rpartition(",")[2]), None))
        elif name in ("fsync", "fdatasync"):
            file.settle(settled)


def unescaped(text: str) -> bytes:
    found = TEXT.search(text)
    return bytes.fromhex(found[1].replace("\\x", "")) if found else b""


def path_of(arguments: str) -> str:
    """The path of the file that a call is about; empty for one that has no name any more."""
    if arguments.startswith(("AT_FDCWD", '"')):
        return unescaped(arguments).decode(errors="replace")
    found = DESCRIPTOR.match(arguments)
    if found is None or found[2]:
        return ""
    return bytes.fromhex(found[1].replace("\\x", "")).decode(errors="replace") if found[1].startswith("\\x") else ""
