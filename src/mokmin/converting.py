"""From one annotation format to another, without a half-written file left behind."""

import os
import tempfile
from pathlib import Path

from mokmin.errors import MokminError
from mokmin.formats import guess, read_articles, write_articles


def convert(
    source: str | Path,
    target: str | Path,
    source_format: str | None = None,
    target_format: str | None = None,
    force: bool = False,
    predictions: bool = False,
) -> list[str]:
    """Convert a file or folder; returns sentences that say what the target format cannot hold.

    Formats are names in :data:`mokmin.formats.FORMATS`; without them the suffixes decide. The
    result is written under another name and renamed when it is complete. ``force`` replaces a file,
    or a folder that holds nothing but article files. ``predictions`` reads and writes what a model
    predicted, where a format tells that from annotation.

    Raises:
        MokminError: the source cannot be read, the target cannot be written, or it exists.
    """
    source, target = Path(source), Path(target)
    reads, writes = source_format or guess(source), target_format or _target_format(target)
    if target.exists() or target.is_symlink():
        _check_replaceable(target, source, force)
    articles = read_articles(source, reads, predictions and reads == "label-studio")
    if predictions and "label-studio" not in (reads, writes):
        raise MokminError("only label-studio tells predictions from annotations; convert from or to it")
    if not target.parent.is_dir():
        raise MokminError(f"{target.parent}: no such folder to write to")
    # In the target's own folder, since a rename does not cross file systems.
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        partial = Path(scratch) / target.name
        lost = write_articles(articles, partial, writes, predictions and writes == "label-studio")
        _replace(partial, target, Path(scratch) / "replaced")
    return lost


def _replace(new: Path, target: Path, aside: Path) -> None:
    # A folder cannot be renamed over another one that has files.
    is_folder = target.is_dir() and not target.is_symlink()
    if is_folder:
        os.replace(target, aside)
    try:
        os.replace(new, target)
    except OSError:
        if is_folder:
            os.replace(aside, target)
        raise


def _target_format(target: Path) -> str:
    # A name without a suffix can be a folder that is yet to be made.
    return "inline" if not target.suffix and not target.is_file() else guess(target)


def _check_replaceable(target: Path, source: Path, force: bool) -> None:
    if not force:
        raise MokminError(f"{target}: already there; --force replaces it")
    if target.resolve() == source.resolve() or target.resolve() in source.resolve().parents:
        raise MokminError(f"{target}: is or holds what is to be converted; name another target")
    if target.is_dir():
        others = [path for path in target.rglob("*") if path.is_file() and path.suffix != ".md"]
        if others or target.is_symlink():
            raise MokminError(
                f"{target}: holds other things than article files ({others[:1] or 'a link'}); remove it yourself"
            )
