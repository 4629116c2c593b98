"use strict";
(() => {
  // Text of papers only ever becomes text nodes; nothing here builds markup from strings.
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const fieldNames = data.fields.map((f) => f.name);
  const fieldOf = new Map(data.fields.map((f) => [f.name, f]));
  const narrow = matchMedia("(max-width: 760px)");
  const EMPTY = new Set(["not reported", "not referred", "not found in the part read"]);
  const CHUNK = 60;

  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (key === "class") node.className = value;
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    node.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return node;
  };
  // A number stays on the line of its unit, and a name like Ki-67 or TTF-1 in one piece.
  const glue = (text) => text
    .replace(/(\d) (%|mm|mg|g\b|GBq|µg|MBq|Gy|months?\b|years?\b|weeks?\b|cycles?\b|mitos[ie]s|HPF)/g,
      "$1\u00a0$2")
    .replace(/ ([+−])(?=,|$)/g, "\u00a0$1").replace(/Ki-67 (?=[\d<>≤≥])/g, "Ki-67\u00a0")
    .replace(/\b([A-Za-z]{1,4}|\d)-(?=\d|[A-Z])/g, "$1-\u2060");

  // ── columns ────────────────────────────────────────────────────────────────────────────────
  const WIDTHS = {author_year: 146, who: 168, pathology: 190, site: 208, treatment: 238,
    diagnosis: 222, prognosis: 176, metastatic_sites: 150, bone_sites: 150, markers_positive: 160,
    markers_negative: 150, diagnostic_methods: 200, treatments: 230, syndrome: 150,
    histology: 130, primary_site: 120, response: 140};
  const columns = [
    ...data.columns.map(([name, label, meaning], i) =>
      ({name, label, meaning, table2: true, text: (row) => row.cells[i]})),
    ...data.fields.map((f, i) =>
      ({name: f.name, label: f.label, meaning: f.meaning, table2: false,
        text: (row) => row.structured[i]})),
  ];
  const columnOf = new Map(columns.map((c) => [c.name, c]));
  const PRESETS = {
    table2: columns.filter((c) => c.table2).map((c) => c.name),
    structured: ["author_year", "who", ...fieldNames],
  };
  let shown = new Set(PRESETS.table2);
  let visible = [];
  let sort = {name: "", down: false};

  // ── filters ────────────────────────────────────────────────────────────────────────────────
  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  data.rows.forEach((row, place) => {
    const paper = data.documents[row.doc];
    row.place = place;
    row.search = fold([paper.name, paper.title, paper.source, paper.doi, data.kinds[row.kind][0],
      ...row.cells, ...row.structured, ...(row.statistics || []).map((s) => s.v)].join("\n"));
    const values = (name) => (row.fields[name] || []).map((f) => f.v);
    row.primary = new Set(values("primary_site"));
    row.grade = new Set(values("grade"));
  });
  const NOTHING = "\u0000";
  const fill = (select, items, any) => {
    select.replaceChildren(el("option", {value: ""}, any),
      ...items.map(([value, label]) => el("option", {value}, label)));
    select.closest("label").hidden = items.length < 2;
  };
  const counted = (key) => {
    const seen = new Map();
    for (const row of data.rows) {
      if (row.kind === "cohort" && !row[key].size) continue;
      for (const value of row[key].size ? row[key] : [NOTHING]) {
        seen.set(value, (seen.get(value) || 0) + 1);
      }
    }
    return [...seen].sort(([a], [b]) => (a === NOTHING) - (b === NOTHING) || (a < b ? -1 : 1))
      .map(([value, n]) => [value, `${value === NOTHING ? "not reported" : value} (${n})`]);
  };
  const kinds = new Map();
  for (const row of data.rows) kinds.set(row.kind, (kinds.get(row.kind) || 0) + 1);
  fill($("f-kind"), Object.keys(data.kinds).filter((k) => kinds.has(k))
    .map((k) => [k, `${data.kinds[k][0]} (${kinds.get(k)})`]), "all");
  fill($("f-primary"), counted("primary"), "all");
  fill($("f-grade"), counted("grade"), "all");
  fill($("f-paper"), data.documents.filter((d) => d.rows)
    .map((d) => [d.id, `${d.name} (${d.rows})`]), "all");
  fill($("f-study"), [["fullest", "fullest paper only"]], "all papers");
  $("f-study").parentElement.hidden = !data.documents.some((d) => d.twin && d.rows);
  const filters = ["f-kind", "f-primary", "f-grade", "f-paper", "f-study"].map($);

  let rows = data.rows;
  const passes = () => {
    const words = fold($("search").value).split(/\s+/).filter(Boolean);
    const [kind, primary, grade, paper, study] = filters.map((f) => f.value);
    const has = (set, value) => !value || (value === NOTHING ? !set.size : set.has(value));
    return (row) => (!kind || row.kind === kind) && (!paper || data.documents[row.doc].id === paper)
      && !(study && data.documents[row.doc].twin)
      && has(row.primary, primary) && has(row.grade, grade)
      && words.every((word) => row.search.includes(word));
  };
  const collator = new Intl.Collator("en", {numeric: true, sensitivity: "base"});
  const apply = () => {
    rows = data.rows.filter(passes());
    const column = columnOf.get(sort.name);
    if (column) {
      const key = (row) => column.text(row).replace(/^[<>=~≤≥]+/, "");
      rows = rows.map((row) => [row, key(row)]).sort(([a, x], [b, y]) => {
        const empty = (EMPTY.has(x) || !x) - (EMPTY.has(y) || !y);
        return empty || (sort.down ? -1 : 1) * collator.compare(x, y) || a.place - b.place;
      }).map(([row]) => row);
    }
    const filtered = rows.length !== data.rows.length;
    const of = filtered ? `${rows.length} of ${data.rows.length}` : `${rows.length}`;
    $("count").textContent = `${of} ${data.rows.length === 1 ? "row" : "rows"}`;
    $("clear").hidden = !filtered && !$("search").value;
    $("none").hidden = rows.length > 0;
    $("grid").hidden = rows.length === 0;
    drawRows();
    if (!$("cohorts").hidden) drawCohorts();
  };

  // ── lists that grow as they are scrolled ───────────────────────────────────────────────────
  // Items [from, done) are in the page. A jump far ahead starts there anew, and the list then
  // grows upwards as well.
  const growing = (box, root, make, after = () => {}) => {
    let items = [], from = 0, done = 0;
    const sentinel = () => el(box.tagName === "TBODY" ? "tr" : "div",
      {class: "sentinel", "aria-hidden": "true"});
    const top = sentinel(), bottom = sentinel();
    const build = (first, end) => {
      const fragment = document.createDocumentFragment();
      const made = [];
      for (let i = first; i < end; i++) made.push(make(items[i], i));
      fragment.append(...made);
      return [fragment, made];
    };
    const more = (until = done + CHUNK) => {
      const end = Math.min(items.length, until);
      if (end <= done) return;
      const [fragment, made] = build(done, end);
      done = end;
      bottom.remove();
      box.append(fragment);
      if (done < items.length) box.append(bottom);
      after(made);
    };
    const earlier = (first = Math.max(0, from - CHUNK)) => {
      if (!from) return;
      const scroller = narrow.matches ? document.scrollingElement : root;
      const height = scroller.scrollHeight;
      const [fragment, made] = build(first, from);
      from = first;
      top.remove();
      box.prepend(fragment);
      if (from) box.prepend(top);
      after(made);
      scroller.scrollTop += scroller.scrollHeight - height;
    };
    const watch = (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) (entry.target === top ? earlier : more)();
      }
    };
    const start = (place) => {
      from = done = place;
      box.replaceChildren();
      if (from) box.append(top);
      more();
    };
    // On narrow screens the window scrolls, else the pane does; one of the two sees it.
    for (const where of [root, null]) {
      const observer = new IntersectionObserver(watch, {root: where, rootMargin: "900px"});
      observer.observe(top);
      observer.observe(bottom);
    }
    return {
      set(list) { items = list; start(0); },
      show(place) {
        if (place < from - 300 || place >= done + 300) start(Math.max(0, place - 20));
        else if (place < from) earlier(Math.max(0, place - 20));
        else if (place >= done) more(place + 20);
      },
      all() { earlier(0); more(items.length); },
      at(place) { return place >= from && place < done ? box.children[place - from + (from ? 1 : 0)] : null; },
    };
  };

  // ── the table ──────────────────────────────────────────────────────────────────────────────
  const grid = $("grid"), body = $("body");
  // "a; b (c; d)" → ["a", "b (c; d)"]
  const parts = (text) => {
    const out = [];
    let depth = 0, from = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (c === "(" || c === "[") depth++;
      else if (c === ")" || c === "]") depth = Math.max(0, depth - 1);
      else if (c === ";" && text[i + 1] === " " && !depth) {
        out.push(text.slice(from, i));
        from = i + 2;
      }
    }
    out.push(text.slice(from));
    return out.filter((part) => part.trim());
  };
  const LABEL = /^(metastases|immunohistochemistry|stopped|planned|recommended|declined): /;
  const content = (row, column) => {
    const text = column.text(row);
    const box = el("div", {class: "cell"});
    if (EMPTY.has(text)) {
      box.append(el("span", {class: "nothing"}, text));
      return box;
    }
    if (column.name === "author_year") {
      const [author, citing] = row.kind === "cited_case" ? text.split(/, (?=cited in )/) : [text];
      box.append(el("span", {class: "author"}, author),
        citing ? el("span", {class: "citing"}, citing) : "",
        el("span", {class: `kind kind-${row.kind}`}, data.kinds[row.kind][0]));
      if (row.queries) {
        const n = row.queries.length;
        box.append(el("span", {class: "query"}, n === 1 ? "1 query" : `${n} queries`));
      }
      return box;
    }
    if (column.name === "who") {
      const named = `${row.subject}: `;
      const head = row.subject && text.toLowerCase().startsWith(named.toLowerCase())
        ? text.slice(0, row.subject.length) : "";
      if (head) box.append(el("span", {class: "part strong"}, head));
      for (const part of parts(head ? text.slice(named.length) : text)) {
        box.append(el("span", {class: "part"}, glue(part)));
      }
      return box;
    }
    for (const part of parts(text)) {
      const label = part.match(LABEL);
      const span = el("span", {class: part === "primary not reported" ? "part nothing" : "part"});
      if (label) span.append(el("span", {class: `label label-${label[1]}`}, label[1]), " ");
      span.append(glue(label ? part.slice(label[0].length) : part));
      box.append(span);
    }
    return box;
  };
  const lowest = (row, name) => {
    const sources = findings(row, name);
    return sources.reduce((low, [, list]) =>
      list.reduce((l, f) => Math.min(l, f.c === undefined ? 1 : f.c), low), 1);
  };
  const makeRow = (row, place) => {
    const before = rows[place - 1];
    const same = !sort.name && before && before.doc === row.doc && before.kind === row.kind
      && row.kind !== "cited_case";
    const tr = el("tr", {role: "row", "aria-rowindex": place + 2, class: same ? "same" : null});
    tr.dataset.place = place;
    visible.forEach((column, i) => {
      const empty = EMPTY.has(column.text(row)) || !column.text(row);
      const unsure = lowest(row, column.name) < 0.6;
      const cell = el(column.name === "author_year" ? "th" : "td", {
        role: column.name === "author_year" ? "rowheader" : "gridcell", tabindex: "-1", dir: "auto",
        "aria-colindex": i + 1, "data-label": column.label,
        title: unsure ? "Holds a value below confidence 0.6" : null,
        class: [empty ? "empty" : "", unsure ? "unsure" : "",
          i < 2 && PRESETS.table2.indexOf(column.name) === i ? `pin pin-${i}` : ""].join(" ").trim(),
      }, content(row, column));
      cell.dataset.column = column.name;
      tr.append(cell);
    });
    return tr;
  };
  const table = growing(body, $("matrix"), makeRow, (made) => {
    // Two passes, so that the browser lays out once.
    const cut = made.flatMap((tr) => [...tr.children]).filter((cell) => {
      const box = cell.firstElementChild;
      return box.scrollHeight > box.clientHeight + 2;
    });
    for (const cell of cut) cell.classList.add("cut");
  });
  const drawHead = () => {
    visible = columns.filter((c) => shown.has(c.name));
    const width = (c) => WIDTHS[c.name] || Math.max(112, c.label.length * 8 + 42);
    $("cols").replaceChildren(...visible.map((c) => {
      const col = el("col");
      col.style.width = `${width(c)}px`;
      return col;
    }));
    grid.style.minWidth = `${visible.reduce((sum, c) => sum + width(c), 0)}px`;
    grid.style.setProperty("--pin-1", `${WIDTHS.author_year}px`);
    grid.classList.toggle("wide", visible.length > 9);
    const tr = el("tr", {role: "row", "aria-rowindex": 1});
    visible.forEach((column, i) => {
      const state = sort.name === column.name ? (sort.down ? "descending" : "ascending") : "none";
      tr.append(el("th", {
        role: "columnheader", scope: "col", "aria-sort": state, "aria-colindex": i + 1,
        class: i < 2 && PRESETS.table2.indexOf(column.name) === i ? `pin pin-${i}` : null,
      },
      el("button", {type: "button", class: "sort", title: `${column.meaning} Choose to sort.`,
        onclick: () => {
          if (sort.name !== column.name) sort = {name: column.name, down: false};
          else if (!sort.down) sort = {name: column.name, down: true};
          else sort = {name: "", down: false};
          drawHead();
          apply();
          $("head").querySelectorAll(".sort")[i].focus();
        }}, column.label),
      el("button", {type: "button", class: "about", "aria-label": `About ${column.label}`,
        title: "What this column means", onclick: (e) => explain(column, e.currentTarget)}, "i")));
    });
    $("head").replaceChildren(tr);
    grid.setAttribute("aria-colcount", visible.length);
    for (const button of $("views").children) {
      const preset = PRESETS[button.dataset.view];
      const on = preset.length === shown.size && preset.every((name) => shown.has(name));
      button.setAttribute("aria-pressed", on);
    }
    for (const box of $("choices").querySelectorAll("input")) box.checked = shown.has(box.value);
  };
  const drawRows = () => {
    grid.setAttribute("aria-rowcount", rows.length + 1);
    table.set(rows);
    const first = body.querySelector("[data-column]");
    if (first) first.tabIndex = 0;
    mark();
  };

  // ── moving about ───────────────────────────────────────────────────────────────────────────
  const cellAt = (place, name) => {
    table.show(place);
    const tr = table.at(place);
    if (!tr) return null;
    return [...tr.children].find((c) => c.dataset.column === name) || tr.children[0];
  };
  const focusCell = (cell) => {
    if (!cell) return;
    for (const old of body.querySelectorAll("[tabindex='0']")) old.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus({preventScroll: true});
    cell.scrollIntoView({block: "nearest", inline: "nearest"});
  };
  const where = (cell) => ({place: Number(cell.parentElement.dataset.place),
    column: cell.dataset.column});
  body.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-column]");
    if (!cell || String(getSelection()).trim()) return;
    focusCell(cell);
    const {place, column} = where(cell);
    open(rows[place], column);
  });
  body.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-column]");
    if (!cell || event.altKey || event.metaKey) return;
    const {place, column} = where(cell);
    const at = visible.findIndex((c) => c.name === column);
    const last = visible.length - 1;
    const go = (p, i) => focusCell(cellAt(Math.max(0, Math.min(rows.length - 1, p)),
      visible[Math.max(0, Math.min(last, i))].name));
    const keys = {
      ArrowUp: () => go(place - 1, at), ArrowDown: () => go(place + 1, at),
      ArrowLeft: () => go(place, at - 1), ArrowRight: () => go(place, at + 1),
      Home: () => go(event.ctrlKey ? 0 : place, 0),
      End: () => go(event.ctrlKey ? rows.length - 1 : place, last),
      PageUp: () => go(place - 8, at), PageDown: () => go(place + 8, at),
      Enter: () => open(rows[place], column), " ": () => open(rows[place], column),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // ── the panel ──────────────────────────────────────────────────────────────────────────────
  const panel = $("panel");
  let current = null, opener = null;
  // [[heading, values]] of a cell
  const findings = (row, name) => {
    if (name === "author_year") return [];
    if (name === "statistics") return [["", row.statistics || []]];
    const names = data.columnFields[name] || [name];
    const out = names.filter((n) => row.fields[n]).map((n) => [fieldOf.get(n).label, row.fields[n], n]);
    const numbers = (row.statistics || []).filter((s) => s.w === name);
    if (numbers.length) out.push(["Statistics", numbers]);
    return out;
  };
  const addText = (node, text) => {
    text.split("\t").forEach((piece, i) => {
      if (i) node.append(el("span", {class: "tab", "aria-hidden": "true"}, "│"));
      node.append(piece);
    });
  };
  const passage = (row, item) => {
    const pieces = data.documents[row.doc].pieces;
    const [low, high, first, last, offset, length] = item.p;
    const text = pieces.slice(low, high + 1).join("");
    const size = (from, to) => pieces.slice(from, to).reduce((n, p) => n + p.length, 0);
    const from = size(low, first), to = from + size(first, last + 1);
    const quote = el("blockquote", {dir: "auto"});
    const span = (a, b, tag, name) => {
      if (b <= a) return;
      const node = el(tag, {class: name});
      addText(node, text.slice(a, b));
      quote.append(node);
    };
    span(0, from, "span", "around");
    span(from, offset, "span", "sentence");
    span(offset, offset + length, "mark", null);
    span(offset + length, to, "span", "sentence");
    span(to, text.length, "span", "around");
    return quote;
  };
  const NAMES = {dose: "dose", route: "route", schedule: "schedule", cycles: "cycles", line: "line"};
  const source = (row, item) => {
    const box = el("li", {class: "source"});
    const head = el("p", {class: "value"}, el("strong", {dir: "auto"}, glue(item.v)));
    if (item.x && !item.v.includes(item.x)) head.append(" ", el("span", {}, item.x));
    if (item.t && item.t !== "reported") {
      head.append(" ", el("span", {class: `chip chip-${item.t}`, title: data.statuses[item.t]}, item.t));
    }
    if (item.k) head.append(" ", el("code", {class: "code"}, item.k));
    box.append(head, passage(row, item));
    const place = [item.s, item.g && `page ${item.g}`,
      item.u ? null : `characters ${item.o[0]}–${item.o[1]}`].filter(Boolean).join(" · ");
    box.append(el("p", {class: "place", dir: "auto"}, place));
    if (item.u) box.append(el("p", {class: "warn"}, "These words were not found at their place in the text."));
    if (item.d) {
      const list = el("dl", {class: "detail"});
      for (const [key, value] of Object.entries(item.d)) {
        list.append(el("dt", {}, NAMES[key] || key.replaceAll("_", " ")), el("dd", {dir: "auto"}, value));
      }
      box.append(list);
    }
    if (item.q) box.append(el("p", {class: "place"}, "decided by ", item.q));
    const bar = el("span", {class: "bar-fill"});
    const share = Math.round((item.c === undefined ? 0 : item.c) * 100);
    bar.style.width = `${share}%`;
    box.append(el("p", {class: "trust"},
      el("span", {class: "trust-bar", role: "img", "aria-label": `confidence ${share} of 100`}, bar),
      el("span", {class: "trust-number"}, `${(share / 100).toFixed(2)}`),
      item.r ? el("code", {title: "Rule that made the value"}, item.r) : null));
    return box;
  };
  const paperCard = (row) => {
    const paper = data.documents[row.doc];
    const box = el("div", {class: "about-paper"},
      el("h3", {dir: "auto"}, paper.title || "No title found"));
    const list = el("dl", {class: "detail"});
    const add = (label, value) => { if (value) list.append(el("dt", {}, label), el("dd", {dir: "auto"}, value)); };
    add("File", paper.source);
    add("Type", paper.type);
    if (paper.link) {
      add("DOI", el("a", {href: paper.link, rel: "noopener noreferrer", target: "_blank"}, paper.doi));
    } else add("DOI", paper.doi);
    if (paper.pmid) {
      add("PMID", el("a", {href: `https://pubmed.ncbi.nlm.nih.gov/${paper.pmid}/`,
        rel: "noopener noreferrer", target: "_blank"}, paper.pmid));
    }
    add("Read", {ok: "whole", partial: "in part", failed: "not"}[paper.status] || paper.status);
    for (const other of paper.same) add("Same study", other);
    for (const problem of paper.problems) add("Problem", problem);
    box.append(list);
    if (row.ref) {
      const ref = el("dl", {class: "detail"});
      for (const [key, value] of Object.entries(row.ref)) {
        ref.append(el("dt", {}, key), el("dd", {dir: "auto"}, value));
      }
      box.append(el("h3", {}, "Cited publication"), ref);
    }
    return box;
  };
  const show = (kicker, title, ...nodes) => {
    $("panel-kicker").textContent = kicker;
    $("panel-title").textContent = title;
    $("panel-body").replaceChildren(...nodes);
    $("panel-body").scrollTop = 0;
    panel.hidden = false;
    document.body.classList.add("reading");
  };
  const mark = () => {
    for (const cell of body.querySelectorAll(".chosen")) cell.classList.remove("chosen");
    if (!current) return;
    const place = rows.indexOf(current.row);
    const tr = place >= 0 && table.at(place);
    const cell = tr && [...tr.children].find((c) => c.dataset.column === current.name);
    if (cell) cell.classList.add("chosen");
  };
  const open = (row, name, {focus = true} = {}) => {
    const column = columnOf.get(name) || {name, label: "Statistics", text: () => ""};
    current = {row, name};
    opener = null;
    const text = column.text(row);
    const groups = findings(row, name);
    const nodes = [];
    const stands = groups.reduce((n, [, list]) => n + list.length, 0);
    if (text && name !== "author_year") {
      nodes.push(el("div", {class: `whole${EMPTY.has(text) ? " nothing" : ""}`, dir: "auto"},
        ...parts(text).map((part) => el("span", {class: "part"}, glue(part)))));
    }
    if (name === "author_year") {
      nodes.push(paperCard(row));
      if (row.queries) {
        nodes.push(el("h3", {}, "Queries to the reviewer"),
          el("ul", {class: "queries"}, ...row.queries.map((q) => el("li", {dir: "auto"}, q))));
      }
    } else if (!stands) {
      const why = row.kind === "cohort" && !text
        ? "This column does not apply to a cohort; its numbers stand in the other columns and under Cohorts."
        : EMPTY.has(text)
          ? "Nothing in the paper says it of this patient or group."
          : "The label of the row; it carries no finding of its own.";
      nodes.push(el("p", {class: "note"}, why));
    }
    for (const [label, list] of groups) {
      if (!list.length) continue;
      nodes.push(el("section", {}, label ? el("h3", {}, label) : null,
        el("ul", {class: "sources"}, ...list.map((item) => source(row, item)))));
    }
    show(`${row.cells[0]} · ${row.subject || data.kinds[row.kind][0]}`, column.label, ...nodes);
    for (const id of ["previous", "next"]) $(id).hidden = name === "statistics";
    mark();
    remember();
    if (focus) $("panel-title").focus({preventScroll: true});
  };
  const explain = (column, button) => {
    current = null;
    opener = button;
    mark();
    const nodes = [];
    const names = column.table2 ? data.columnFields[column.name] : [column.name];
    if (column.table2) nodes.push(el("p", {class: "whole"}, column.meaning));
    for (const f of names.map((n) => fieldOf.get(n))) {
      const list = el("dl", {class: "detail book"});
      const add = (label, ...value) => list.append(el("dt", {}, label), el("dd", {}, ...value));
      add("Values", f.values);
      add("Counts", f.counts);
      add("Does not count", f.excludes);
      add("Example", `“${f.example[0]}” → `, el("strong", {}, f.example[1]));
      add("Counter-example", `“${f.counterexample[0]}” → no value`);
      add("Source", f.source);
      nodes.push(el("section", {class: "entry"},
        el("h3", {}, f.label, " ", el("code", {}, f.name)), el("p", {}, f.meaning), list));
    }
    show("Codebook, examples invented", column.label, ...nodes);
    for (const id of ["previous", "next"]) $(id).hidden = true;
    $("panel-title").focus({preventScroll: true});
  };
  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("reading");
    const back = current;
    current = null;
    mark();
    remember();
    if (opener && opener.isConnected) opener.focus();
    else if (back && back.from && back.from.isConnected) back.from.focus();
    else if (back && !$("matrix").hidden) {
      const place = rows.indexOf(back.row);
      if (place >= 0) focusCell(cellAt(place, back.name));
    }
  };
  const step = (by) => {
    if (!current) return;
    const place = rows.indexOf(current.row) + by;
    if (place < 0 || place >= rows.length) return;
    const name = current.name;
    const cell = cellAt(place, name);
    open(rows[place], name, {focus: false});
    if (cell) cell.scrollIntoView({block: "nearest", inline: "nearest"});
  };
  $("close").addEventListener("click", close);
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if ($("chooser").open) { $("chooser").open = false; $("chooser").firstElementChild.focus(); }
      else close();
      return;
    }
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/") { event.preventDefault(); $("search").focus(); }
    if (!panel.hidden && event.key === "j") step(1);
    if (!panel.hidden && event.key === "k") step(-1);
  });

  // ── cohorts ────────────────────────────────────────────────────────────────────────────────
  const makeCohort = (row) => {
    const paper = data.documents[row.doc];
    const tbody = el("tbody");
    for (const s of row.statistics || []) {
      const button = el("button", {type: "button", class: "number"}, glue(s.y || "stated"));
      button.addEventListener("click", () => {
        openStatistic(row, s);
        current.from = button;
      });
      tbody.append(el("tr", {},
        el("th", {scope: "row", dir: "auto"}, s.n, el("span", {class: "measure"}, s.m)),
        el("td", {dir: "auto"}, s.x || ""), el("td", {class: "figure"}, button)));
    }
    return el("article", {class: "cohort"},
      el("p", {class: "paper-head"}, el("bdi", {}, paper.name)),
      el("h2", {dir: "auto"}, row.subject || "Cohort"),
      (row.statistics || []).length
        ? el("table", {class: "statistics"}, el("thead", {}, el("tr", {},
          el("th", {scope: "col"}, "Concept"), el("th", {scope: "col"}, "Group"),
          el("th", {scope: "col", class: "figure"}, "Result"))), tbody)
        : el("p", {class: "note"}, "No statistic was found."));
  };
  const openStatistic = (row, s) => {
    opener = null;
    current = {row, name: "statistics"};
    show(`${row.cells[0]} · ${row.subject}`, s.n,
      el("ul", {class: "sources"}, source(row, s)));
    for (const id of ["previous", "next"]) $(id).hidden = true;
    $("panel-title").focus({preventScroll: true});
  };
  const cohortList = growing($("cohort-list"), $("cohorts"), makeCohort);
  const drawCohorts = () => {
    const list = rows.filter((r) => r.kind === "cohort" || r.statistics);
    cohortList.set(list);
    if (!list.length) {
      $("cohort-list").replaceChildren(el("p", {class: "note"}, data.rows.some((r) => r.statistics)
        ? "No cohort matches the search and filters." : "These papers report no cohort."));
    }
  };

  // ── tabs, theme, address ───────────────────────────────────────────────────────────────────
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const choose = (name) => {
    for (const tab of tabs) {
      const on = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      $(tab.getAttribute("aria-controls")).hidden = !on;
    }
    document.body.dataset.tab = name;
    if (name === "cohorts") drawCohorts();
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => { choose(tab.id.slice(4)); close(); });
    tab.addEventListener("keydown", (event) => {
      const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (!by) return;
      const next = tabs[(i + by + tabs.length) % tabs.length];
      choose(next.id.slice(4));
      next.focus();
    });
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const setTheme = (name) => {
    document.documentElement.dataset.theme = name;
    $("theme").textContent = name === "dark" ? "Light" : "Dark";
  };
  $("theme").addEventListener("click", () =>
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  dark.addEventListener("change", () => setTheme(dark.matches ? "dark" : "light"));

  const remember = () => {
    const address = current ? `#row=${current.row.id}&field=${current.name}` : " ";
    try { history.replaceState(null, "", current ? address : location.href.split("#")[0]); }
    catch { /* some viewers of local files forbid it */ }
  };
  const fromAddress = () => {
    const wish = new URLSearchParams(location.hash.slice(1));
    if (["light", "dark"].includes(wish.get("theme"))) setTheme(wish.get("theme"));
    if (PRESETS[wish.get("view")]) setColumns(PRESETS[wish.get("view")]);
    if (tabs.some((t) => t.id === `tab-${wish.get("tab")}`)) choose(wish.get("tab"));
    const row = data.rows.find((r) => r.id === wish.get("row"));
    if (!row) return;
    const asked = wish.get("field");
    const name = columnOf.has(asked) || asked === "statistics" ? asked : "who";
    if (!rows.includes(row)) clear();
    if (columnOf.has(name) && !shown.has(name)) setColumns(PRESETS.structured);
    const cell = cellAt(rows.indexOf(row), name);
    open(row, name, {focus: false});
    if (cell && !$("matrix").hidden) focusCell(cell);
  };

  // ── controls ───────────────────────────────────────────────────────────────────────────────
  const setColumns = (names) => {
    shown = new Set(["author_year", ...names]);
    drawHead();
    drawRows();
  };
  const clear = () => {
    $("search").value = "";
    for (const select of filters) select.value = "";
    apply();
  };
  let waiting = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  for (const select of filters) select.addEventListener("change", apply);
  $("clear").addEventListener("click", () => { clear(); $("search").focus(); });
  $("clear2").addEventListener("click", () => { clear(); $("search").focus(); });
  $("views").addEventListener("click", (event) => {
    const name = event.target.dataset && event.target.dataset.view;
    if (name) setColumns(PRESETS[name]);
  });
  for (const [title, table2] of [["Table 2", true], ["Structured", false]]) {
    const group = el("fieldset", {}, el("legend", {}, title));
    for (const column of columns.filter((c) => c.table2 === table2)) {
      const box = el("input", {type: "checkbox", value: column.name,
        disabled: column.name === "author_year"});
      box.addEventListener("change", () => {
        const names = new Set(shown);
        if (box.checked) names.add(column.name); else names.delete(column.name);
        setColumns([...names]);
      });
      group.append(el("label", {}, box, column.label));
    }
    $("choices").append(group);
  }
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#chooser")) $("chooser").open = false;
    const only = event.target.closest(".only");
    if (only) {
      clear();
      $("f-paper").value = only.dataset.paper;
      apply();
      choose("matrix");
      $("tab-matrix").focus();
    }
  });
  addEventListener("hashchange", fromAddress);
  addEventListener("beforeprint", () => { table.all(); if (!$("cohorts").hidden) cohortList.all(); });

  setTheme(dark.matches ? "dark" : "light");
  choose("matrix");
  drawHead();
  apply();
  fromAddress();
})();
