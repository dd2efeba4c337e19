"""The command line: exit codes, one sentence for bad input, output formats, whole files or none."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mokmin import Article, Entity, Tagger
from mokmin.cli.errors import report_errors
from mokmin.cli.main import main
from mokmin.errors import MokminError, first_line
from mokmin.labels import KOREAN_NAMES

TEXT = "나래시는 지난 5일 AI 민원 서비스를 열었다.\r\n[/춘천] [red]시장[/red] :smile: <b>데이터</b>\n"


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """Standard error, which has to be one line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("mokmin: ")
        return lines[0]


@pytest.fixture
def mokmin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """``mokmin("predict", "-", stdin=b"…")`` runs the command in this process."""

    def run(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["mokmin", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capsys.readouterr()
        return Result(exit_.value.code or 0, captured.out, captured.err)  # type: ignore[arg-type]

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.fixture
def predict(
    mokmin: Callable[..., Result], model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """``mokmin predict`` with the tiny model, loaded once."""
    loaded = Tagger.from_pretrained(model_folder)
    monkeypatch.setattr(Tagger, "from_pretrained", classmethod(lambda cls, model=None, threads=None: loaded))
    return lambda *arguments, **more: mokmin("predict", *arguments, **more)


# Output


def test_json(predict: Callable[..., Result], file: Path, tagger: Tagger) -> None:
    result = predict(file, "--format", "json", "--published", "2025-06-08")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out) == tagger.predict(TEXT, "2025-06-08").to_dict()
    assert "나래시는" in result.out


def test_line_ends_are_kept_for_the_offsets(predict: Callable[..., Result], file: Path) -> None:
    assert json.loads(predict(file, "--format", "json").out)["text"] == TEXT


def test_json_of_several_files_is_a_list_in_order(predict: Callable[..., Result], tmp_path: Path) -> None:
    names = [tmp_path / f"{name}.txt" for name in "bac"]
    for number, name in enumerate(names):
        name.write_text(f"나래시 {number}", encoding="utf-8")
    result = predict(*names, "--format", "json")
    assert [row["text"] for row in json.loads(result.out)] == ["나래시 0", "나래시 1", "나래시 2"]


def test_jsonl_has_a_line_for_each_file(predict: Callable[..., Result], file: Path, tagger: Tagger) -> None:
    lines = predict(file, file, "--format", "jsonl").out.split("\n")
    assert lines.pop() == ""
    assert [Article.from_json(line) for line in lines] == [tagger.predict(TEXT)] * 2


def test_html(predict: Callable[..., Result], file: Path) -> None:
    out = predict(file, "--format", "html").out
    assert out.startswith("<!doctype html>")
    assert "<mark" in out
    assert "<b>" not in out


def test_table_shows_the_text_as_it_is(predict: Callable[..., Result], file: Path, tagger: Tagger) -> None:
    """Brackets and colons are no markup of the table printer."""
    result = predict(file)
    assert result.code == 0
    for e in tagger.predict(TEXT).entities:
        assert any(
            all(part in line for part in (str(e.start), e.label, " ".join(e.text.split())))
            for line in result.out.splitlines()
        ), e
    printed = " ".join(result.out.split())
    for domain in tagger.predict(TEXT).domains:
        assert f"{domain} {KOREAN_NAMES[domain]} (" in printed


@pytest.mark.parametrize("text", ["[/red] 나래시", "[red]나래시[/]", ":smile: 나래시", "[link=x]나래시", "나래시 [/"])
def test_table_of_texts_that_look_like_markup(
    predict: Callable[..., Result], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Article(text, entities=[Entity(0, len(text), text, "PILLAR")])
    monkeypatch.setattr(Tagger, "predict", lambda *arguments: found)
    result = predict("-", stdin=text.encode())
    assert (result.code, result.err) == (0, "")
    assert text in result.out


def test_table_title_with_brackets(
    predict: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["[red]x.txt", ":smile:.txt"]
    for name in names:
        (tmp_path / name).write_text("나래시", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = predict(*names)
    assert result.code == 0
    assert all(name in result.out for name in names)


def test_standard_input(predict: Callable[..., Result], tagger: Tagger) -> None:
    result = predict("-", "--format", "json", stdin=TEXT.encode())
    assert json.loads(result.out) == tagger.predict(TEXT).to_dict()


def test_threshold(predict: Callable[..., Result], file: Path, tagger: Tagger) -> None:
    result = json.loads(predict(file, "--format", "json", "--threshold", "0.6").out)
    assert result == tagger.predict(TEXT, threshold=0.6).to_dict()
    assert all(e["score"] >= 0.6 for e in result["entities"])


def test_many_files_show_progress_on_standard_error_only(predict: Callable[..., Result], file: Path) -> None:
    assert len(predict(*[file] * 5, "--format", "jsonl").out.splitlines()) == 5


def test_output_file(predict: Callable[..., Result], file: Path, tmp_path: Path, tagger: Tagger) -> None:
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")
    result = predict(file, "--format", "json", "--output", target)
    assert (result.code, result.out) == (0, "")
    assert Article.from_json(target.read_text(encoding="utf-8")) == tagger.predict(TEXT)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["article.txt", "out.json"]


# Bad input

BAD_FILES = {
    "missing": (None, "cannot be read: No such file"),
    "empty": (b"", "empty; there is nothing to tag"),
    "blank": (b" \n\n", "empty; there is nothing to tag"),
    "cp949": ("나래시".encode("cp949"), "not UTF-8 (byte 0); convert it"),
    "utf-16": ("나래시".encode("utf-16"), "not UTF-8"),
    "cut": ("나래시".encode()[:-1], "not UTF-8 (byte 6)"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_stops_before_anything_is_written(
    predict: Callable[..., Result], file: Path, tmp_path: Path, name: str
) -> None:
    content, message = BAD_FILES[name]
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    target = tmp_path / "out.json"
    result = predict(file, bad, "--format", "json", "-o", target)
    assert (result.code, result.out) == (2, "")
    assert f"{bad}: {message}" in result.sentence
    assert not target.exists()


def test_zero_width_text_is_empty_too(predict: Callable[..., Result]) -> None:
    result = predict("-", stdin="\ufeff\u200b".encode())
    assert (result.code, result.out) == (2, "")
    assert "-: the text is empty" in result.sentence


def test_a_folder_is_no_text_file(predict: Callable[..., Result], tmp_path: Path) -> None:
    assert "Is a directory" in predict(tmp_path).sentence


@pytest.mark.parametrize("bad", ["", b"\xff\xfe"])
def test_bad_standard_input(predict: Callable[..., Result], bad: Any) -> None:
    result = predict("-", stdin=bad or b"")
    assert result.code == 2
    assert result.sentence.startswith("mokmin: -: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict"], "Missing argument"),
        (["predict", "--nothing", "x"], "No such option: --nothing"),
        (["nothing"], "No such command 'nothing'"),
        (["predict", "FILE", "--format", "xml"], "unknown format 'xml'; known: table, json, jsonl, html"),
        (["predict", "FILE", "--published", "June"], "give a date as YYYY-MM-DD"),
        (["predict", "FILE", "--threshold", "3"], "--threshold"),
        (["predict", "FILE", "--threshold", "x"], "--threshold"),
        (["predict", "FILE", "--model", "/no/such/model"], "/no/such/model: no such model directory"),
        (["predict", "FILE", "--model", "."], "not a mokmin model"),
        (["evaluate", "/no/such/folder"], "/no/such/folder: no such file or folder"),
    ],
)
def test_wrong_arguments(
    mokmin: Callable[..., Result],
    file: Path,
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = mokmin(*(str(file) if a == "FILE" else a for a in arguments))
    assert (result.code, result.out) == (2, "")
    assert message in result.sentence


@pytest.mark.parametrize("target", ["missing/out.json", "article.txt/out.json", "."])
def test_output_that_cannot_be_written(predict: Callable[..., Result], file: Path, tmp_path: Path, target: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    result = predict(file, "--format", "json", "-o", tmp_path / target)
    assert result.code == 2
    assert "cannot be written" in result.sentence
    assert sorted(tmp_path.rglob("*")) == before


def test_no_command_shows_the_help(mokmin: Callable[..., Result]) -> None:
    result = mokmin()
    assert result.code == 2
    assert "predict" in result.out + result.err
    assert mokmin("--help").code == 0


def test_debug_shows_the_stack_trace(predict: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["mokmin", "predict", "/nowhere", "--debug"])
    with pytest.raises(MokminError, match="/nowhere"):
        main()


def test_a_fault_of_the_program_is_a_sentence_too(
    predict: Callable[..., Result], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(Tagger, "predict", fail)
    result = predict(file)
    assert (result.code, result.out) == (1, "")
    assert "internal error, ZeroDivisionError: division by zero" in result.sentence


def test_interruption(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    assert report_errors(interrupt) == 130
    assert capsys.readouterr().err == "mokmin: interrupted\n"


def test_first_line() -> None:
    assert first_line(ValueError("one\ntwo")) == "one"
    assert first_line(ValueError("\n\nthree")) == "three"
    assert first_line(OSError()) == "OSError"


# In a shell

COMMAND = [sys.executable, "-c", "from mokmin.cli.main import main; main()"]


def shell(*arguments: str, **settings: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120, **settings)


def test_the_command_needs_no_training_library_for_an_error() -> None:
    code = "import sys; sys.argv = ['mokmin', 'predict', '/nowhere']\nfrom mokmin.cli.main import main\ntry: main()\nexcept SystemExit as e: print(e.code, {'torch', 'transformers', 'datasets', 'onnxruntime'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "2 set()\n"
    assert run.stderr == "mokmin: /nowhere: cannot be read: No such file or directory\n"


def test_output_encoding_that_has_no_korean(model_folder: Path, file: Path) -> None:
    run = shell("predict", str(file), "--model", str(model_folder), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert "set PYTHONIOENCODING=utf-8" in run.stderr


def test_a_reader_that_has_seen_enough(model_folder: Path, file: Path) -> None:
    command = " ".join(f"'{part}'" for part in [*COMMAND, "predict", str(file), "--model", str(model_folder)])
    run = subprocess.run(["bash", "-c", f"{command} | true"], capture_output=True, text=True, timeout=120)
    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr
    assert "mokmin:" not in run.stderr


# mokmin evaluate


def test_evaluate(mokmin: Callable[..., Result], model_folder: Path, article_folder: Path, tmp_path: Path) -> None:
    result = mokmin("evaluate", article_folder, "--model", model_folder, "--output", tmp_path / "report")
    assert result.code == 0
    assert "micro" in result.out
    scores = json.loads((tmp_path / "report" / "evaluation.json").read_text(encoding="utf-8"))
    assert scores["articles"] == 4
    assert {p.name for p in (tmp_path / "report").iterdir()} == {"evaluation.json", "evaluation.md", "report.html"}


def test_evaluate_what_scores_enough(
    mokmin: Callable[..., Result], model_folder: Path, article_folder: Path, tmp_path: Path
) -> None:
    result = mokmin("evaluate", article_folder, "--model", model_folder, "--output", tmp_path, "--threshold", "1")
    assert result.code == 0
    scores = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert scores["spans"]["micro"]["precision"] == scores["spans"]["micro"]["recall"] == 0
    assert set(scores["errors"]) == {"missed"}
    assert scores["calibration"]["all"]["bins"]  # calibration is that of all entities


def test_evaluate_with_gold_bodies_and_training_articles(
    mokmin: Callable[..., Result], model_folder: Path, article_folder: Path, tmp_path: Path
) -> None:
    bodies = tmp_path / "bodies.jsonl"
    bodies.write_text('{"id": "a", "bodies": {"나래시": ["나래시", null]}}\n', encoding="utf-8")
    given = ["evaluate", article_folder, "--model", model_folder, "--output", tmp_path, "--train", article_folder]
    result = mokmin(*given, "--bodies", bodies)
    assert result.code == 0
    scores = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert set(scores["record"]["bodies"]) == {"gold_spans", "predicted_spans"}
    assert all(row["unseen"]["support"] == 0 for row in scores["seen"].values())
    bodies.write_text('{"id": "a"}\n', encoding="utf-8")
    result = mokmin(*given, "--bodies", bodies)
    assert result.code == 2
    assert "bodies.jsonl:1: not of the form" in result.err
    assert "bodies.jsonl: cannot be read" in mokmin(*given, "--bodies", tmp_path / "none" / "bodies.jsonl").err


def test_evaluate_without_articles(mokmin: Callable[..., Result], model_folder: Path, tmp_path: Path) -> None:
    result = mokmin("evaluate", tmp_path, "--model", model_folder)
    assert result.code == 2
    assert str(tmp_path) in result.sentence


def test_evaluate_with_a_damaged_article(
    mokmin: Callable[..., Result], model_folder: Path, article_folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("---\nid: x\n---\n[나래시](PERSON)", encoding="utf-8")
    result = mokmin("evaluate", tmp_path, "--model", model_folder, "--output", tmp_path / "report")
    assert result.code == 2
    assert f"{bad}:4:" in result.sentence
    assert not (tmp_path / "report").exists()


def test_the_training_script_does_the_same(
    mokmin: Callable[..., Result],
    model_folder: Path,
    article_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from training import evaluate

    evaluate.main([str(article_folder), "--model", str(model_folder), "--output", str(tmp_path / "a")])
    mokmin("evaluate", article_folder, "--model", model_folder, "--output", tmp_path / "b")
    assert (tmp_path / "a" / "evaluation.json").read_bytes() == (tmp_path / "b" / "evaluation.json").read_bytes()
    capsys.readouterr()
    assert report_errors(lambda: evaluate.main([])) == 2
    assert "Missing argument" in capsys.readouterr().err
