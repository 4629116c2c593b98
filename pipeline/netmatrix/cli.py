"""The command line.  Each command imports what it needs when it runs: ``--help`` stays fast."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from netmatrix import __version__

WRONG_USAGE = 2
INTERRUPTED = 130


class Format(StrEnum):
    """A form of the matrix for people."""

    csv = "csv"
    xlsx = "xlsx"
    html = "html"
    md = "md"


app = typer.Typer(
    name="netmatrix",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Formats = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        "-f",
        help="Write the matrix in this form; may be repeated. Without it: all of them.",
        show_default=False,
    ),
]
Model = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        file_okay=False,
        metavar="DIR",
        help="A spaCy pipeline to use in place of the shipped en_netmatrix.",
        show_default=False,
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout",
        min=0.1,
        metavar="SECONDS",
        help="Give up a paper whose reading takes longer, or whose evidence takes longer to find. "
        "120 unless told.",
        show_default=False,
    ),
]
MaxMemory = Annotated[
    int,
    typer.Option(
        "--max-memory",
        min=0,
        metavar="MB",
        help="Give up a paper whose reading needs more; 0 for no limit. 2048 unless told.",
        show_default=False,
    ),
]
MaxPages = Annotated[
    int,
    typer.Option(
        "--max-pages",
        min=1,
        metavar="N",
        help="Read so many pages of a PDF. 2000 unless told.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress and no summary.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"netmatrix {__version__}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Papers on neuroendocrine neoplasms in, an evidence matrix out.

    netmatrix reads case reports, case series, cohort papers and reviews (PDF,
    JATS XML, HTML, DOCX, Markdown, plain text) and writes a matrix of the
    patients and cohorts in them, like Table 2 of a review article. Every value
    carries the words it was taken from, with section and page. It runs offline
    and gives the same bytes for the same papers.

    [bold]Example[/bold]

      netmatrix run papers/ -o outputs
    """


@app.command("run")
def run_command(
    paths: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            metavar="PATHS",
            help="Papers, and folders to search for papers.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder to write; made where it is missing.")
    ] = Path("outputs"),
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            "-j",
            min=0,
            metavar="N",
            show_default=False,
            help="Read with N processes; 0 chooses by papers and cores. "
            "The result is the same for any N.",
        ),
    ] = 0,
    formats: Formats = None,
    timeout: Timeout = 120.0,
    max_memory: MaxMemory = 2048,
    max_pages: MaxPages = 2000,
    quiet: Quiet = False,
    json_log: Annotated[
        bool,
        typer.Option("--json-log", help="Report on stderr, one JSON object a line, for programs."),
    ] = False,
    model: Model = None,
) -> None:
    """Read papers and write their evidence matrix.

    Folders are searched to the bottom for PDF, XML (JATS), HTML, DOCX, Markdown
    and text files; hidden files, READMEs and the results of earlier runs are
    passed over. A file named on the command line is always tried. A paper that
    cannot be read costs only itself: it stands in documents.jsonl and in the
    summary with the reason and what to do.

    Files other than plain text are read in a process of their own, without
    network, within limits: time, memory and pages as below, and of archives and
    Word files at most 500 MB unpacked. A file that breaks a limit, or the
    process, is a paper that cannot be read; the run goes on. Finding the evidence
    in a paper may take as long again as reading it, and costs that paper alone
    where it takes longer.

    The output folder then holds

      evidence.jsonl      each patient or cohort, every value with its quote
      documents.jsonl     each paper: what it is, and how reading it went
      text/               the text of each paper, which all offsets count in
      evidence_matrix.*   the matrix for people: CSV, XLSX, HTML, Markdown

    Other files in that folder are left alone.

    [bold]Exit status[/bold]

    0 when papers were read, also when some of them failed; 2 for wrong usage or
    when not one paper could be read; 1 when the language pipeline could not be
    loaded or the results could not be written.

    [bold]Examples[/bold]

      netmatrix run papers/
      netmatrix run papers/ report.pdf -o outputs/may --jobs 4
      netmatrix run papers/ --format xlsx --format html
      netmatrix run papers/ --quiet --json-log 2> run.log
    """
    from netmatrix import console, corpus, engine
    from netmatrix.readers.limits import Limits

    limits = Limits(seconds=timeout, memory_mb=max_memory, pages=max_pages)
    seconds = console.clock()
    try:
        found = engine.collect(paths)
    except FileNotFoundError as error:
        _stop(str(error))
    if not found.papers:
        _stop(
            "No paper found. Name PDF, XML, HTML, DOCX, Markdown or text files, "
            "or folders that hold some."
        )
    bar = console.Bar(len(found.papers), quiet=quiet or json_log)
    watch = console.json_watch if json_log else bar.watch
    if json_log:
        console.log("start", papers=len(found.papers), ignored=found.ignored, version=__version__)
    try:
        with bar.show():
            results = engine.run(found.papers, jobs=jobs, model=model, limits=limits, watch=watch)
        stored = corpus.write(
            output,
            [result.document for result in results],
            {result.document["doc_id"]: result.text for result in results if result.text},
            [row for result in results for row in result.rows],
            _names(formats),
        )
    except corpus.Interrupted:
        _stop("Interrupted: the results were written whole before the run ended.", INTERRUPTED)
    except KeyboardInterrupt:
        _stop("Interrupted: the output folder is as it was before.", INTERRUPTED)
    except engine.EngineError as error:
        _stop(str(error), 1)
    except corpus.StoreError as error:
        _stop(str(error), 1)
    numbers = console.summary(results, found.ignored, stored, seconds())
    if json_log:
        console.log("end", **numbers)
    if not quiet:
        console.print_summary(numbers, results)
    if numbers["failed"] == numbers["papers"]:
        raise typer.Exit(WRONG_USAGE)


@app.command("read")
def read_command(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A paper.", show_default=False)
    ],
    text: Annotated[
        bool, typer.Option("--text", help="Print the canonical text alone, nothing added.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Show how much of the file's text layer was read."),
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            dir_okay=False,
            metavar="OUT",
            help="Write a page that shows the text, of a PDF beside its pages' pictures.",
            show_default=False,
        ),
    ] = None,
    timeout: Timeout = 120.0,
    max_memory: MaxMemory = 2048,
    max_pages: MaxPages = 2000,
) -> None:
    """Show a paper as netmatrix reads it.

    First what the paper says of itself (title, authors, year, type), then its
    text in reading order, each block under a mark: kind, section, page, offsets,
    nearest heading. Where a value is missing from the matrix, look here first:
    was the sentence read, and in which section?

    --check compares the letters of the file's own text layer with those read,
    and lists wordings that are missing. --html draws a box around each line that
    was read on the pictures of a PDF's pages, numbered in reading order; the
    page is one file that loads nothing.

    [bold]Examples[/bold]

      netmatrix read report.pdf
      netmatrix read report.pdf --text > report.txt
      netmatrix read report.pdf --check
      netmatrix read report.pdf --html report.html
    """
    from netmatrix import console
    from netmatrix.readers import Unreadable, coverage, pictures
    from netmatrix.readers.limits import Limits
    from netmatrix.readers.sandbox import GuardedReader, Lost

    limits = Limits(seconds=timeout, memory_mb=max_memory, pages=max_pages)
    with GuardedReader(limits=limits) as guard:
        try:
            document = guard.read_any(file)
        except OSError as error:
            _stop(f"{file} cannot be opened: {error.strerror or error}.")
        if document.status == "failed":
            _stop(" ".join(document.problems))
        drawn: dict[int, str] = {}
        covered: coverage.Coverage | None = None
        try:
            if check:
                covered = guard.call(coverage.check, str(file), limits)
            if html is not None and document.pages:
                drawn = guard.call(pictures.draw, str(file))
        except (Lost, Unreadable, OSError, ValueError) as error:
            what = "text layer" if check and covered is None else "pages"
            _stop(f"The file was read, but its {what} cannot be shown: {error}")
    if html is not None:
        from netmatrix import proof

        try:
            html.write_text(proof.html_page(document, drawn), encoding="utf-8")
        except OSError as error:
            _stop(f"{html} cannot be written: {error.strerror or error}.", 1)
        typer.echo(str(html))
    if covered is not None:
        console.print_coverage(covered)
    if html is not None or check:
        return
    if text:
        typer.get_binary_stream("stdout").write(document.text.encode(errors="replace"))
    else:
        console.print_document(document)


@app.command("matrix")
def matrix_command(
    outputs: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="A folder that [bold]netmatrix run[/bold] has written.",
            show_default=False,
        ),
    ],
    formats: Formats = None,
    quiet: Quiet = False,
) -> None:
    """Write the matrix for people again, from the evidence of a run.

    Makes evidence_matrix.* anew from evidence.jsonl, documents.jsonl and text/,
    without reading a paper: quick, and the same bytes as the run itself wrote.

    [bold]Examples[/bold]

      netmatrix matrix outputs
      netmatrix matrix outputs --format xlsx
    """
    from netmatrix import console, corpus

    try:
        stored = corpus.rewrite(outputs, _names(formats))
    except corpus.StoreError as error:
        _stop(str(error))
    if not quiet:
        console.print_written(stored)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[
        Path,
        typer.Option(
            "--gold",
            exists=True,
            file_okay=False,
            metavar="DIR",
            help="The folder of gold files, a JSON file a paper.",
            show_default=False,
        ),
    ],
    run: Annotated[
        Path,
        typer.Argument(metavar="RUN", help="A folder that [bold]netmatrix run[/bold] wrote."),
    ] = Path("outputs"),
    baseline: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            metavar="OLD",
            help="An earlier run: show what changed, cell by cell.",
            show_default=False,
        ),
    ] = None,
    values: Annotated[bool, typer.Option("--values", help="Show the figures a value.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every error.")] = False,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Show confidence against the share right.")
    ] = False,
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json", dir_okay=False, metavar="FILE", help="Write it all to this file too."
        ),
    ] = None,
) -> None:
    """Compare a run with gold files.

    Shows precision, recall and F1 a field with 95% Wilson intervals, the same for
    rows and statistics, the share of rows with every cell right, the errors by
    kind, and what was taken for what. Kinds of errors:

      missed          gold has a value and the run has none
      wrong value     another value stands in its place
      wrong patient   the value is that of another row of the paper
      wrong column    the value belongs to another field of the row
      spurious        the paper says no such thing of any patient

    Papers without a gold file are not looked at. In gold files a|b accepts either
    name, ?a is neither asked for nor wrong.

    [bold]Exit status[/bold]

    0 whatever the figures; 2 when gold files or run cannot be read.

    [bold]Examples[/bold]

      netmatrix evaluate --gold corpus/demo/gold outputs
      netmatrix evaluate --gold corpus/demo/gold outputs --errors
      netmatrix evaluate --gold corpus/demo/gold new --baseline old
    """
    from netmatrix import evaluate
    from netmatrix.evaluate import report

    try:
        golds = evaluate.load_gold(gold)
        result = evaluate.evaluate(golds, evaluate.load_run(run))
        before = baseline and evaluate.evaluate(golds, evaluate.load_run(baseline))
    except evaluate.EvaluateError as error:
        _stop(str(error))
    report.show(result, before or None, values=values, errors=errors, reliability=reliability)
    if json_file is not None:
        try:
            report.write(json_file, result, before or None)
        except OSError as error:
            _stop(f"{json_file} cannot be written: {error.strerror or error}.", 1)


@app.command("explain")
def explain_command(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A paper.", show_default=False)
    ],
    field: Annotated[
        str,
        typer.Argument(
            help="A field of the matrix, such as grade; statistics for the numbers of a group.",
            show_default=False,
        ),
    ],
    everything: Annotated[
        bool,
        typer.Option("--all", help="Also list all that is not about a patient of the paper."),
    ] = False,
    model: Model = None,
) -> None:
    """Show why a field has the values it has.

    For each patient: the final values with the rule that made them; then the
    sentences with a candidate for the field, the wordings that were recognised,
    the cues and contexts that hold there, and what became of each candidate:
    taken, or left out and why (negated, planned, the family's, not about the
    patient, too weak alone, outweighed by another value).

    [bold]Examples[/bold]

      netmatrix explain report.pdf grade
      netmatrix explain report.pdf metastatic_sites --all
    """
    from netmatrix import explain
    from netmatrix.explain.show import show

    try:
        explanation = explain.explain_file(file, field, model)
    except explain.ExplainError as error:
        _stop(str(error))
    show(explanation, everything=everything)


def _names(formats: list[Format] | None) -> list[str]:
    """The forms asked for, each once, in the order of ``Format``."""
    return [form.value for form in Format if not formats or form in formats]


def _stop(message: str, code: int = WRONG_USAGE) -> NoReturn:
    typer.echo(f"netmatrix: {message}", err=True)
    raise typer.Exit(code)


def main() -> None:
    """The ``netmatrix`` script."""
    app()


if __name__ == "__main__":
    main()
