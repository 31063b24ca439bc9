"""Paths out of archives that cannot leave the folder that they are put into."""

import re

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?")
_MAX_BYTES = 200  # of a part; file systems take 255
_MAX_PART = 255
_MAX_DEPTH = 20


class UnsafePath(ValueError):
    """A path that leads elsewhere; the message says how."""


def split_path(path: str) -> tuple[str, ...]:
    """The parts of a path in an archive, by whatever system it was made; UnsafePath if it leads out
    of its folder, or is too long to be made.
    """
    path = path.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.startswith("/") or re.match(r"[A-Za-z]:(/|$)", path) or ".." in parts or not parts:
        raise UnsafePath("The path leads out of its folder.")
    if len(parts) > _MAX_DEPTH or len(max(parts, key=len)) > _MAX_PART:
        raise UnsafePath("The path is too long.")
    return parts


def safe_name(part: str) -> str:
    """A file's or folder's name that any system takes, as close to ``part`` as possible; empty only
    if ``part`` is.
    """
    part = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in part)
    part = re.sub(r"^ +|[. ]+$", lambda found: "_" * len(found[0]), part)
    if _DEVICES.fullmatch(part):
        part = f"_{part}"
    stem, dot, end = part.rpartition(".")
    if not stem or len(end) > 20:
        stem, dot, end = part, "", ""
    space = _MAX_BYTES - len(f"{dot}{end}".encode())
    return stem.encode()[:space].decode(errors="ignore") + dot + end
