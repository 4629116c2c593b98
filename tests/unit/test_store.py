"""The output folder: the contract's files, nothing of other people's lost, nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netmatrix import corpus
from netmatrix.corpus import records, store
from netmatrix.evidence import PATIENT_FIELDS, Finding, Row, Statistic

TEXT = "An invented man of 54 had a G2 tumor…\u2028 Of 20 patients 5 (25%) had bone metastases.\r"


def document(doc_id: str, **more: Any) -> dict[str, Any]:
    return {
        "doc_id": doc_id, "source": f"{doc_id}.txt", "sha256": "0" * 64, "title": "An invented one",
        "authors": ["Q. Nobody"], "year": 2020, "journal": "", "doi": "", "pmid": "",
        "doc_type": "case_report", "doc_type_evidence": "", "language": "en", "format": "plain",
        "n_chars": len(TEXT), "status": "ok", "problems": [], **more,
    }  # fmt: skip


def rows(doc_id: str) -> list[Row]:
    at, of = TEXT.index("G2"), TEXT.index("Of 20")
    grade = Finding(
        "grade", "G2", at, at + 2, "G2", "grade.stated", confidence=0.87654, section="Case",
        code={"system": "NCIt", "code": "C0"}, cues=("had",), detail={"edition": "2019"},
    )  # fmt: skip
    share = Statistic(
        "proportion", "bone metastasis", of, of + 25, TEXT[of : of + 25], n=5, N=20, percent=25.0
    )
    return [
        Row(doc_id, "case", "case 1", {"grade": (grade,)}, queries=({"message": "sure?"},)),
        Row(doc_id, "cohort", "all patients", {}, (share,), {"authors": ["N. N."], "year": 1999}),
    ]


def save(folder: Path, *doc_ids: str, formats: tuple[str, ...] = ("csv", "md")) -> corpus.Stored:
    return corpus.write(
        folder,
        [document(doc_id) for doc_id in doc_ids],
        dict.fromkeys(doc_ids, TEXT),
        [row for doc_id in doc_ids for row in rows(doc_id)],
        formats,
    )


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_s_files_are_those_of_the_contract(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "outputs"
    stored = save(folder, "a", "b")
    assert set(content(folder)) == {
        "documents.jsonl", "evidence.jsonl", "evidence_matrix.csv", "evidence_matrix.md",
        "text/a.txt", "text/b.txt",
    }  # fmt: skip
    assert [path.name for path in stored.written] == ["evidence_matrix.csv", "evidence_matrix.md"]
    lines = (folder / "evidence.jsonl").read_bytes().decode().split("\n")
    assert lines.pop() == ""
    for item in map(json.loads, lines):
        text = (folder / "text" / f"{item['doc_id']}.txt").read_bytes().decode()
        values = [v for values in item["fields"].values() for v in values] + item["statistics"]
        assert values
        assert all(text[v["start"] : v["end"]] == v["quote"] for v in values)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    save(tmp_path, "a")
    read = corpus.load_rows(tmp_path)
    assert [row.to_json() for row in read] == [row.to_json() for row in rows("a")]
    assert [row.row_id for row in read] == [row.row_id for row in rows("a")]
    assert store.load_documents(tmp_path) == [document("a")]


def test_two_writes_give_the_same_bytes_and_so_does_a_rewrite(tmp_path: Path) -> None:
    formats = tuple(store.FORMATS)
    for name in ("one", "two"):
        save(tmp_path / name, "a", "b", formats=formats)
    one = content(tmp_path / "one")
    assert one == content(tmp_path / "two")
    for path in (tmp_path / "two").glob("evidence_matrix.*"):
        path.unlink()
    corpus.rewrite(tmp_path / "two", formats)
    assert content(tmp_path / "two") == one


def test_other_people_s_files_stay_and_stale_texts_go(tmp_path: Path) -> None:
    save(tmp_path, "a", "b")
    others = ("notes.txt", "text/notes.txt", "text/b.txt.bak", "a.pdf")
    for name in others:
        (tmp_path / name).write_text("mine")
    save(tmp_path, "a", "c")
    assert {name for name in content(tmp_path) if name.startswith("text/")} == {
        "text/a.txt", "text/c.txt", "text/notes.txt", "text/b.txt.bak",
    }  # fmt: skip
    assert all((tmp_path / name).read_text() == "mine" for name in others)


@pytest.mark.parametrize("doc_id", ["../precious", "text/../../precious", "", ".", "/precious"])
def test_a_forged_record_deletes_nothing(tmp_path: Path, doc_id: str) -> None:
    folder = tmp_path / "outputs"
    (folder / "text").mkdir(parents=True)
    for place in (tmp_path, folder):
        (place / "precious.txt").write_text("mine")
    (folder / "documents.jsonl").write_text(json.dumps({"doc_id": doc_id}) + "\n")
    save(folder, "a")
    assert (tmp_path / "precious.txt").read_text() == "mine"
    assert (folder / "precious.txt").read_text() == "mine"


def test_a_damaged_earlier_record_does_not_stop_a_run(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_bytes(b"\xff not json\n")
    save(tmp_path, "a")
    assert [row.doc_id for row in corpus.load_rows(tmp_path)] == ["a", "a"]


def test_the_files_of_an_earlier_run_that_were_not_renewed_are_named(tmp_path: Path) -> None:
    assert save(tmp_path, "a", formats=("csv", "md")).outdated == ()
    stored = save(tmp_path, "a", formats=("csv",))
    assert [path.name for path in stored.outdated] == ["evidence_matrix.md"]


def test_an_interrupted_write_leaves_whole_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, "a")
    before = content(tmp_path)
    real = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if Path(target).name == "evidence.jsonl":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, "a", "b")
    after = content(tmp_path)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"text/b.txt"}


@pytest.mark.parametrize("make", ["file", "below a file"])
def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path, make: str) -> None:
    (tmp_path / "taken").write_text("mine")
    folder = tmp_path / "taken" if make == "file" else tmp_path / "taken" / "outputs"
    with pytest.raises(corpus.StoreError, match="cannot be written"):
        save(folder, "a")
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.parametrize(
    "data", [b"{", b"[1]\n", b'{"doc_id": "a"}\n', b"\xff\n", b'{"fields": []}\n']
)
def test_damaged_evidence_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    save(tmp_path, "a")
    (tmp_path / "evidence.jsonl").write_bytes(data)
    with pytest.raises(corpus.StoreError, match="evidence"):
        corpus.rewrite(tmp_path)


def test_a_folder_without_a_run_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(corpus.StoreError, match="netmatrix run"):
        corpus.rewrite(tmp_path)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
findings = st.builds(
    Finding,
    field=st.just("grade"),
    value=words,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    quote=words,
    rule=words,
    confidence=st.floats(0, 1),
    page=st.none() | st.integers(1, 9),
    code=st.none() | st.dictionaries(words, words, min_size=1, max_size=2),
    cues=st.lists(words, max_size=2).map(tuple),
    detail=st.dictionaries(words.filter(lambda key: key != "cues"), words, max_size=2),
)
statistics = st.builds(
    Statistic,
    measure=st.sampled_from(["count", "median", "p_value"]),
    concept=words,
    start=st.just(0),
    end=st.just(0),
    quote=st.just(""),
    n=st.none() | st.integers(0, 500),
    value=st.none() | st.floats(-1e9, 1e9),
    unit=st.none() | words,
    detail=st.dictionaries(words, words, max_size=2),
)
any_rows = st.builds(
    Row,
    doc_id=words,
    kind=st.sampled_from(["case", "series_case", "cited_case", "cohort"]),
    subject=words,
    fields=st.dictionaries(
        st.sampled_from(PATIENT_FIELDS), st.lists(findings, max_size=2).map(tuple), max_size=3
    ),
    statistics=st.lists(statistics, max_size=2).map(tuple),
    source_ref=st.none() | st.dictionaries(words, words, min_size=1, max_size=2),
    queries=st.lists(st.dictionaries(words, words), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(st.lists(any_rows, max_size=3))
def test_any_row_survives_the_way_to_json_and_back(some: list[Row]) -> None:
    data = records.lines(row.to_json() for row in some)
    back = [records.row_from_json(item) for item in records.parse(data)]
    assert records.lines(row.to_json() for row in back) == data
    assert data.count(b"\n") == len(some)


def test_a_matrix_that_no_run_wrote_is_not_overwritten(tmp_path: Path) -> None:
    sheet = tmp_path / "evidence_matrix.csv"
    sheet.write_text("my sheet", encoding="utf-8")
    with pytest.raises(
        corpus.StoreError, match=r"evidence_matrix\.csv, which no run of netmatrix wrote"
    ):
        corpus.write(tmp_path, [], {}, [], ("csv",))
    assert sheet.read_text(encoding="utf-8") == "my sheet"
