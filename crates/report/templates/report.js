"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { words, severities, checks } = data;
  const PAGE = 200;
  const FILTERS = ["severity", "status", "check", "world", "namespace", "kind", "audience"];
  const ORDERS = ["severity", "check", "object", "place", "message"];

  const object = (f) => (f.ns ? f.ns + "/" : "") + f.n;
  const place = (f) => f.f + (f.l ? ":" + f.l[0] + ":" + f.l[1] : "");
  const findings = data.findings.map((f, nth) => {
    const check = checks[f.c];
    return {
      f, nth, check,
      severity: severities[f.s][0], status: f.st, world: f.w, namespace: f.ns || "", kind: f.k,
      audience: f.au, object: f.k + " " + object(f), place: f.f, line: f.l ? f.l[0] : 0, message: f.m,
      text: [check.slug, check.id, check.title, f.k, object(f), f.ct, place(f), f.m, f.p, f.w, f.fp].join("\n").toLowerCase(),
    };
  });
  const value = (entry, name) => (name === "check" ? entry.check.slug : entry[name]);

  const form = document.getElementById("filters");
  const body = document.getElementById("rows");
  const more = document.getElementById("more");
  const count = document.getElementById("count");
  const empty = document.getElementById("empty");
  const state = { q: "", sort: "severity", down: true };
  for (const name of FILTERS) state[name] = "";
  state.status = "open";
  let matching = [];
  let drawn = 0;

  // Text of manifests only ever becomes text nodes, never markup.
  const node = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };

  const label = (name, key) => {
    if (name === "severity") return severities.find(([known]) => known === key)[1];
    if (name === "status") return words[key];
    return key || "–";
  };

  const options = () => {
    for (const name of FILTERS) {
      const counts = new Map();
      for (const entry of findings) {
        const key = value(entry, name);
        counts.set(key, (counts.get(key) || 0) + 1);
      }
      let keys = [...counts.keys()];
      if (name === "severity") keys = severities.map(([key]) => key).reverse().filter((key) => counts.has(key));
      else if (name === "status") keys = ["open", "waived", "baseline"].filter((key) => counts.has(key));
      else keys.sort();
      const select = form.elements[name];
      select.append(new Option(words.all, ""));
      for (const key of keys) select.append(new Option(label(name, key) + " (" + counts.get(key) + ")", key === "" ? "-" : key));
      select.parentElement.hidden = keys.length < 2 && name !== "severity" && name !== "status";
      if (name === "status" && !counts.has("open")) state.status = "";
    }
  };

  const compare = (a, b) => {
    const by = state.sort;
    let order = 0;
    if (by === "severity") order = a.f.s - b.f.s;
    else if (by === "check") order = a.check.slug < b.check.slug ? -1 : a.check.slug > b.check.slug ? 1 : 0;
    else if (by === "place") order = a.place < b.place ? -1 : a.place > b.place ? 1 : a.line - b.line;
    else order = a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0;
    return (state.down ? -order : order) || a.nth - b.nth;
  };

  const apply = () => {
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    matching = findings.filter((entry) =>
      FILTERS.every((name) => state[name] === "" || value(entry, name) === (state[name] === "-" ? "" : state[name]))
      && terms.every((term) => entry.text.includes(term)));
    matching.sort(compare);
    body.replaceChildren();
    drawn = 0;
    draw();
    count.textContent = matching.length.toLocaleString() + " / " + findings.length.toLocaleString() + " " + words.shown;
    empty.hidden = matching.length > 0;
    for (const name of FILTERS) form.elements[name].classList.toggle("set", state[name] !== "" && !(name === "status" && state[name] === "open"));
    for (const card of document.querySelectorAll("button.card")) card.setAttribute("aria-pressed", String(card.dataset.severity === state.severity));
    for (const button of document.querySelectorAll("th button")) {
      const on = button.dataset.sort === state.sort;
      if (on) button.parentElement.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else button.parentElement.removeAttribute("aria-sort");
    }
  };

  const draw = () => {
    const part = document.createDocumentFragment();
    for (const entry of matching.slice(drawn, drawn + PAGE)) part.append(row(entry));
    drawn = Math.min(drawn + PAGE, matching.length);
    body.append(part);
    more.hidden = drawn >= matching.length;
  };

  const row = (entry) => {
    const { f, check } = entry;
    const tag = node("span", "tag " + entry.severity, label("severity", entry.severity));
    const state = f.st === "open" ? null : node("span", "tag state", words[f.st]);
    const line = node("tr", "row " + entry.severity,
      node("td", "", tag),
      node("td", "", node("div", "", check.title), node("div", "sub field", check.slug)),
      node("td", "", node("div", "", object(f), state), node("div", "sub", f.k, f.ct ? " · " + f.ct : "")),
      node("td", "field", place(f)),
      rich("td", f.m));
    line.tabIndex = 0;
    line.setAttribute("aria-expanded", "false");
    line.entry = entry;
    return line;
  };

  const toggle = (line) => {
    const open = line.getAttribute("aria-expanded") === "true";
    line.setAttribute("aria-expanded", String(!open));
    if (open) line.nextElementSibling.remove();
    else line.after(detail(line.entry));
  };

  const section = (title, ...children) => [node("h3", "", title), ...children];

  const detail = ({ f, check, severity }) => {
    const left = node("div", severity, lead(f.m), node("p", "sub field", place(f) + (f.p ? " · " + f.p : "")));
    if (f.q) left.append(quote(f.q));
    for (const path of f.al || []) left.append(node("p", "sub field", "+ " + path));
    if (f.r) {
      left.append(...section(words.related));
      for (const other of f.r) {
        left.append(node("p", "", other.m + " ", node("span", "sub field", place(other))));
        if (other.q) left.append(quote(other.q));
      }
    }
    const right = node("div", "",
      ...(f.wv ? section(words.waiver, node("p", "", f.wv)) : []),
      ...section(words.why, rich("p", check.why)),
      ...section(words.fix, rich("p", check.fix)));
    if (f.fx) {
      right.append(...section(words.fixes));
      for (const [title, safety, edits] of f.fx) {
        right.append(rich("p", title + " (" + safety + ")"), ...edits.map((edit) => node("code", "edit", edit)));
      }
    }
    right.append(...section(words.fine, rich("p", check.fine)));
    if (f.rf) right.append(...section(words.references, node("div", "refs", ...f.rf.map(([framework, control]) => node("span", "", framework + " " + control)))));
    right.append(node("p", "sub", check.id + " · " + words.confidence + ": " + f.sure + " · " + words.audience + ": " + f.au));
    if (f.fp) right.append(node("p", "sub", words.fingerprint + ": ", node("code", "", f.fp)));
    const cell = node("td", "", node("div", "grid", left, right));
    cell.colSpan = 5;
    return node("tr", "detail", cell);
  };

  const lead = (text) => {
    const paragraph = rich("p", text);
    paragraph.className = "lead";
    return paragraph;
  };

  // Texts mark code with backticks.
  const rich = (name, text) => node(name, "", ...text.split("`").map((part, nth) => (nth % 2 ? node("code", "", part) : part)));

  const quote = ({ n, at, t }) => {
    const lines = [[]];
    t.forEach((part, which) => part.split("\n").forEach((piece, nth) => {
      if (nth > 0) lines.push([]);
      if (piece !== "") lines[lines.length - 1].push(which === 1 ? node("mark", "", piece) : piece);
    }));
    return node("pre", "", ...lines.map((pieces, nth) =>
      node("span", n + nth === at ? "ln at" : "ln", node("span", "no", String(n + nth)), ...pieces)));
  };

  const read = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const [key, text] of given) {
      if (key === "sort" && ORDERS.includes(text)) state.sort = text;
      else if (key === "order") state.down = text !== "up";
      else if (key === "q" || FILTERS.includes(key)) state[key] = text;
    }
    form.elements.q.value = state.q;
    for (const name of FILTERS) {
      form.elements[name].value = state[name];
      if (form.elements[name].value !== state[name]) form.elements[name].value = state[name] = "";
    }
  };

  const save = () => {
    const kept = new URLSearchParams();
    for (const name of ["q", ...FILTERS]) {
      if (name === "status" ? state[name] !== "open" : state[name] !== "") kept.set(name, state[name]);
    }
    if (state.sort !== "severity" || !state.down) {
      kept.set("sort", state.sort);
      kept.set("order", state.down ? "down" : "up");
    }
    history.replaceState(null, "", "#" + kept);
  };

  const set = (changes) => {
    Object.assign(state, changes);
    for (const name of ["q", ...FILTERS]) form.elements[name].value = state[name];
    save();
    apply();
  };

  let waiting = 0;
  form.addEventListener("input", (event) => {
    const { name } = event.target;
    clearTimeout(waiting);
    waiting = setTimeout(() => set({ [name]: event.target.value }), name === "q" ? 120 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    const cleared = { q: "" };
    for (const name of FILTERS) cleared[name] = name === "status" ? "open" : "";
    set(cleared);
  });
  for (const [selector, name] of [["button.card", "severity"], [".bar[data-check]", "check"], [".bar[data-world]", "world"]]) {
    for (const button of document.querySelectorAll(selector)) {
      const key = button.dataset[name];
      button.addEventListener("click", () => set({ [name]: state[name] === key ? "" : key, status: "open" }));
    }
  }
  for (const button of document.querySelectorAll("th button")) {
    const sort = button.dataset.sort;
    button.addEventListener("click", () => set({ sort, down: state.sort === sort ? !state.down : sort === "severity" }));
  }
  body.addEventListener("click", (event) => {
    const line = event.target.closest("tr.row");
    if (line && !String(getSelection())) toggle(line);
  });
  body.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("tr.row")) {
      event.preventDefault();
      toggle(event.target);
    }
  });
  more.addEventListener("click", draw);
  document.getElementById("theme").addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  });
  addEventListener("hashchange", () => { read(); apply(); });

  options();
  read();
  apply();
  // A link to one finding, by its fingerprint, shows all of it.
  if (matching.length === 1) toggle(body.firstElementChild);
  for (const element of document.querySelectorAll(".rich")) element.replaceWith(rich("span", element.textContent));
})();
