/* Pages on which a reader changes an assumption. All numbers were computed by the book's models and
   stand in the page; here they are looked up, drawn and told. Nothing moves by itself. */
(() => {
  const VECTOR = "http://www.w3.org/2000/svg";

  function make(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }
  function draw(name, attributes = {}, ...children) {
    const element = document.createElementNS(VECTOR, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  const number = (value, digits = 1) => value === null || value === undefined ? "–"
    : value.toLocaleString("en", { maximumFractionDigits: digits });
  const slug = (verdict) => verdict.replaceAll(" ", "-");

  /* A labelled slider for ordered values, else a selector; `index` says which value is chosen. */
  function control({ label, values, start = 0 }, changed) {
    const ordered = values.length > 3 && values.every((value) => /^[\d.,]+/.test(value));
    const shown = make("output", { textContent: values[start] });
    const input = ordered
      ? make("input", { type: "range", min: 0, max: values.length - 1, value: start })
      : make("select", {}, ...values.map((text, value) => make("option", { value, textContent: text })));
    input.value = start;
    const say = () => {
      shown.textContent = values[input.value];
      if (ordered) input.setAttribute("aria-valuetext", values[input.value]);
    };
    input.addEventListener("input", () => { say(); changed(); });
    say();
    return {
      label,
      size: values.length,
      get index() { return Number(input.value); },
      set index(value) { input.value = value; say(); },
      element: make("label", {}, make("span", { textContent: label }), input, ...(ordered ? [shown] : [])),
    };
  }
  /* Where a combination stands in a list in which the last control runs fastest. */
  const place = (controls) => controls.reduce((at, one) => at * one.size + one.index, 0);

  function picture(height, words, parent) {
    const width = Math.max(260, parent.clientWidth);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "aria-label": words });
    parent.replaceChildren(svg);
    return [svg, width];
  }
  /* Draw again when the page becomes wider or narrower. */
  function onResize(parent, again) {
    let width = parent.clientWidth;
    new ResizeObserver(() => {
      if (parent.clientWidth === width) return;
      width = parent.clientWidth;
      again();
    }).observe(parent);
  }

  const TELL = { // the sentence above the picture
    tax: ([korea, japan], unit) => {
      const [here, there] = [korea.at(-1), japan.at(-1)].map((row) => row.value);
      if (here === null) return `In Korea AI became strategic in 2025. Japan takes ${number(there)} ${unit}.`;
      const more = Math.abs(there - here);
      return `Korea takes ${number(here)} ${unit}, Japan ${number(there)}: ` + (more < 0.05 ? "the same."
        : `${number(more)} points ${there > here ? "more" : "less"} in Japan.`);
    },
    options: ([rows], unit) => {
      const sorted = [...rows].sort((a, b) => b.value - a.value);
      return `Highest: ${sorted[0].label} (${number(sorted[0].value)} ${unit}). `
        + `Lowest: ${sorted.at(-1).label} (${number(sorted.at(-1).value)}).`;
    },
    gap: ([[gap, money, , filled]]) => gap.value <= 0
      ? "There is no gap: Korea invests a larger share of its GDP."
      : `New money of ${number(money.value)} trillion won a year would fill ${number(filled.value)} percent of the gap.`,
  };

  function bars(svg, width, parts, low, high) {
    const LINE = 40, HEAD = 26;
    const x = (value) => ((value - low) / (high - low)) * (width - 2) + 1;
    let y = 0;
    for (const part of parts) {
      if (part.title) {
        svg.append(draw("text", { x: 0, y: y + 17, class: "chart-head" }, part.title));
        y += HEAD;
      }
      let level = 0;
      part.rows.forEach((row, i) => {
        if (row.undrawn) return;
        svg.append(draw("text", { x: 0, y: y + 13 }, row.label));
        svg.append(draw("text", { x: width, y: y + 13, "text-anchor": "end", class: "chart-value" }, number(row.value)));
        const step = part.falling && i > 0 && i < part.rows.length - 1;
        const from = step ? level : 0;
        const to = from + (row.value ?? 0);
        if (part.falling) level = step ? to : row.value ?? 0;
        svg.append(draw("rect", { x: x(low), y: y + 18, width: width - 2, height: 13, class: "chart-track" }));
        svg.append(draw("rect", { x: x(Math.min(from, to)), y: y + 18, height: 13, rx: 2,
          width: Math.max(0.5, x(Math.max(from, to)) - x(Math.min(from, to))),
          class: `chart-bar tone-${step ? "step" : row.tone || "context"}` }));
        y += LINE;
      });
      y += 10;
    }
    if (low < 0) svg.append(draw("line", { x1: x(0), x2: x(0), y1: 0, y2: y, class: "chart-zero" }));
  }

  function model(box, spec) {
    const form = make("form", { className: "controls" });
    const controls = spec.controls.map((one) => control(one, show));
    const said = make("p", { className: "explore-said" });
    said.setAttribute("role", "status");
    const chart = make("div", { className: "chart" });
    const table = box.querySelector("table");
    const reset = make("button", { type: "button", textContent: "Start again" });
    reset.addEventListener("click", () => {
      controls.forEach((one, i) => { one.index = spec.controls[i].start; });
      show();
    });
    form.append(...controls.map((one) => one.element), reset);
    form.addEventListener("submit", (event) => event.preventDefault());
    const drawn = spec.parts.flatMap((part) => part.numbers.filter((value, i) =>
      !part.undrawn?.includes(i % part.rows.length) && !(part.falling && value < 0)));
    const low = Math.min(0, ...drawn), high = Math.max(...drawn);

    function show() {
      const parts = spec.parts.map((part) => {
        const at = place(part.over.map((label) => controls.find((one) => one.label === label)));
        return { ...part, rows: part.rows.map((label, i) => ({
          label, value: part.numbers[at * part.rows.length + i], tone: part.tones[i],
          undrawn: part.undrawn?.includes(i),
        })) };
      });
      said.textContent = TELL[box.dataset.explore](parts.map((part) => part.rows), spec.unit);
      const lines = parts.reduce((sum, part) => sum + (part.title ? 36 : 10)
        + 40 * part.rows.filter((row) => !row.undrawn).length, 0);
      const [svg, width] = picture(lines, `Bar chart, ${spec.unit}. ${said.textContent}`, chart);
      bars(svg, width, parts, low, high);
      table.tBodies[0].replaceChildren(...parts.flatMap((part) => part.rows.map((row) =>
        make("tr", {}, make("th", { scope: "row", textContent: (part.title ? `${part.title}: ` : "") + row.label }),
          make("td", { textContent: number(row.value) })))));
    }
    const numbers = make("details", {}, make("summary", { textContent: "The same as a table" }));
    box.prepend(form, said, chart);
    table.replaceWith(numbers);
    numbers.append(table);
    show();
    onResize(chart, show);
  }

  function verdicts(box, spec) {
    const names = Object.keys(spec.claims);
    const form = make("form", { className: "controls" });
    const choices = make("div", { className: "controls" });
    const said = make("div", { className: "explore-said" });
    said.setAttribute("role", "status");
    const chart = make("div", { className: "chart" });
    const signs = make("ul", { className: "signs" });
    const pick = make("select", {}, ...names.map((name) =>
      make("option", { value: name, textContent: `${name}: ${spec.claims[name].says}` })));
    const reset = make("button", { type: "button", textContent: "The book's choices" });
    form.append(make("label", { className: "wide" }, make("span", { textContent: "Claim" }), pick));
    form.addEventListener("submit", (event) => event.preventDefault());
    box.prepend(form, choices, said, chart, signs);
    let controls = [];

    const badge = (verdict) => make("span", { className: `badge verdict-${slug(verdict)}`,
      textContent: `${spec.symbols[verdict]} ${verdict}` });
    function show() {
      const claim = spec.claims[pick.value], at = place(controls);
      const verdict = claim.verdicts[at], base = claim.verdicts[0];
      const same = claim.verdicts.filter((one) => one === base).length;
      said.replaceChildren(
        make("p", {}, badge(verdict), at ? ` under these choices; the book says “${base}”. ` : " under the book's choices. ",
          `The book's verdict stands under ${same} of ${claim.verdicts.length} combinations. `,
          make("a", { href: `${claim.at}#verdict-${pick.value}`, textContent: "Read the passage" })));
      cells(claim, at);
      signs.replaceChildren(...claim.signs.map((sign) => {
        const [seen, found] = sign.found[sign.at[at]];
        const changed = sign.at[at] !== sign.at[0];
        return make("li", changed ? { className: "changed" } : {}, make("strong", { textContent: seen }),
          ` ${sign.expect} `, make("span", { textContent: `Found: ${found}.${changed ? " (changed)" : ""}` }));
      }));
    }
    const write = () => {
      const indices = place(controls) ? `:${controls.map((one) => one.index)}` : "";
      history.replaceState(null, "", `#${pick.value}${indices}`);
    };
    /* One square a combination, the chosen one ringed; a square can be clicked. */
    function cells(claim, at) {
      const SIDE = 26, total = claim.verdicts.length;
      const across = Math.max(8, Math.min(controls.at(-1).size * Math.ceil(12 / controls.at(-1).size),
        Math.floor(Math.max(260, chart.clientWidth) / SIDE)));
      const counts = Object.keys(spec.symbols).map((verdict) =>
        [verdict, claim.verdicts.filter((one) => one === verdict).length]).filter(([, count]) => count);
      const words = `${total} combinations: ${counts.map(([verdict, count]) => `${verdict} ${count}`).join(", ")}`;
      const [svg] = picture(Math.ceil(total / across) * SIDE + 4, words, chart);
      claim.verdicts.forEach((verdict, i) => {
        const x = (i % across) * SIDE + 2, y = Math.floor(i / across) * SIDE + 2;
        const cell = draw("g", { class: `cell verdict-${slug(verdict)}${i === at ? " chosen" : ""}` },
          draw("rect", { x, y, width: SIDE - 4, height: SIDE - 4, rx: 3 }),
          draw("text", { x: x + SIDE / 2 - 2, y: y + 16, "text-anchor": "middle" }, spec.symbols[verdict]));
        cell.addEventListener("click", () => { choose(i); show(); write(); });
        svg.append(cell);
      });
      chart.append(make("p", { className: "chart-note", textContent: words }));
    }
    function choose(at) {
      for (const one of [...controls].reverse()) {
        one.index = at % one.size;
        at = Math.floor(at / one.size);
      }
    }
    function load(indices = []) {
      controls = spec.claims[pick.value].controls.map((one) =>
        control({ ...one, label: one.label[0].toUpperCase() + one.label.slice(1) }, () => { show(); write(); }));
      controls.forEach((one, i) => { if (indices[i] < one.size) one.index = indices[i]; });
      choices.replaceChildren(...controls.map((one) => one.element), reset);
      show();
    }
    function read() {
      const [name, indices = ""] = decodeURIComponent(location.hash.slice(1)).split(":");
      if (!names.includes(name)) return false;
      pick.value = name;
      load(indices ? indices.split(",").map(Number) : []);
      box.scrollIntoView();
      return true;
    }
    for (const [element, event] of [[pick, "input"], [reset, "click"]]) {
      element.addEventListener(event, () => { load(); write(); });
    }
    window.addEventListener("hashchange", read);
    if (!read()) load();
    onResize(chart, show);
  }

  function countries(box, spec) {
    const MOST = 8;
    const now = new URLSearchParams(location.hash.includes("show=") ? location.hash.slice(1) : "");
    let shown = (now.get("show")?.split(",") ?? spec.start).filter((code) => code in spec.names).slice(0, MOST);
    const form = make("form", { className: "controls" });
    const measure = make("select", {}, ...Object.entries(spec.series).map(([value, one]) =>
      make("option", { value, textContent: `${one.title}, ${one.unit}` })));
    if (now.get("chart") in spec.series) measure.value = now.get("chart");
    const list = make("datalist", { id: "countries-known" });
    const add = make("input", { type: "text", autocomplete: "off" });
    add.setAttribute("list", list.id);
    const chips = make("ul", { className: "chips", ariaLabel: "Countries shown" });
    const said = make("p", { className: "explore-said" });
    said.setAttribute("role", "status");
    const chart = make("div", { className: "chart" });
    const table = box.querySelector("table");
    form.append(make("label", {}, make("span", { textContent: "Measure" }), measure),
      make("label", {}, make("span", { textContent: "Add a country" }), add), list,
      make("button", { type: "submit", textContent: "Add" }));
    const numbers = make("details", {}, make("summary", { textContent: "The same as a table" }));
    box.prepend(form, chips, said, chart);
    table.replaceWith(numbers);
    numbers.append(table);

    const tone = (code) => ({ KOR: "first", JPN: "second" })[code] ?? "context";
    function show() {
      const one = spec.series[measure.value];
      const known = Object.keys(spec.names).filter((code) => code in one.values);
      const here = shown.filter((code) => code in one.values);
      const without = shown.filter((code) => !(code in one.values)).map((code) => spec.names[code]);
      list.replaceChildren(...known.filter((code) => !shown.includes(code)).map((code) =>
        make("option", { value: spec.names[code] })));
      chips.replaceChildren(...shown.map((code) => {
        const button = make("button", { type: "button", textContent: `${spec.names[code]} ×` });
        button.setAttribute("aria-label", `Take out ${spec.names[code]}`);
        button.addEventListener("click", () => { shown = shown.filter((other) => other !== code); show(); add.focus(); });
        return make("li", {}, button);
      }));
      const last = here.map((code) => [code, one.values[code].findLast((value) => value !== null)])
        .sort((a, b) => b[1] - a[1]);
      said.textContent = `${one.title}, ${one.unit}, latest: `
        + last.map(([code, value]) => `${spec.names[code]} ${number(value, one.digits)}`).join(", ") + "."
        + (without.length ? ` No figures for ${without.join(", ")}.` : "");
      lines(one, here);
      table.caption.textContent = `${one.title}, ${one.unit}`;
      table.tHead.rows[0].replaceChildren(make("th", { scope: "col", textContent: "Period" }),
        ...here.map((code) => make("th", { scope: "col", textContent: spec.names[code] })));
      table.tBodies[0].replaceChildren(...one.periods.map((period, i) => make("tr", {},
        make("th", { scope: "row", textContent: period }),
        ...here.map((code) => make("td", { textContent: number(one.values[code][i], one.digits) })))));
    }
    function lines(one, here) {
      const HEIGHT = 340, FOOT = 26, TOP = 12;
      const [svg, width] = picture(HEIGHT, `Line chart. ${said.textContent}`, chart);
      const right = width - Math.min(130, width * 0.36), left = 34;
      const top = Math.max(0.1, ...here.flatMap((code) => one.values[code].filter((value) => value !== null)));
      const step = 10 ** Math.floor(Math.log10(top)), tick = [0.2, 0.5, 1, 2].map((k) => k * step).find((t) => top / t <= 5.5);
      const x = (i) => left + (right - left) * (one.periods.length > 1 ? i / (one.periods.length - 1) : 0.5);
      const y = (value) => HEIGHT - FOOT - (HEIGHT - FOOT - TOP) * (value / (Math.ceil(top / tick) * tick));
      for (let value = 0; value <= Math.ceil(top / tick) * tick + tick / 9; value += tick) {
        svg.append(draw("line", { x1: left, x2: right, y1: y(value), y2: y(value), class: "chart-grid" }),
          draw("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end", class: "chart-tick" }, number(value, 2)));
      }
      const every = Math.ceil(one.periods.length / ((right - left) / 62));
      one.periods.forEach((period, i) => {
        if ((one.periods.length - 1 - i) % every) return;
        svg.append(draw("text", { x: x(i), y: HEIGHT - 8, "text-anchor": "middle", class: "chart-tick" }, period));
      });
      const ends = [];
      here.forEach((code, order) => {
        const points = one.values[code].map((value, i) => value === null ? null : [x(i), y(value)]);
        const path = points.map((point, i) => point && `${points[i - 1] ? "L" : "M"}${point.map((v) => v.toFixed(1))}`)
          .filter(Boolean).join("");
        svg.append(draw("path", { d: path, class: `chart-line tone-${tone(code)} dash-${order % 4}` }));
        for (const point of points) {
          if (point) svg.append(draw("circle", { cx: point[0], cy: point[1], r: 2.5, class: `chart-dot tone-${tone(code)}` }));
        }
        const end = points.findLast(Boolean);
        if (end) ends.push({ code, y: end[1] });
      });
      ends.sort((a, b) => a.y - b.y);
      ends.forEach((end, i) => { // names keep apart
        if (i && end.y < ends[i - 1].y + 15) end.y = ends[i - 1].y + 15;
        svg.append(draw("text", { x: right + 8, y: end.y + 4, class: `chart-name tone-${tone(end.code)}` }, spec.names[end.code]));
      });
    }
    const write = () => history.replaceState(null, "", `#chart=${measure.value}&show=${shown}`);
    measure.addEventListener("input", () => { show(); write(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = Object.keys(spec.names).find((key) => spec.names[key].toLowerCase() === add.value.trim().toLowerCase());
      if (!code) said.textContent = `No figures for “${add.value}”: choose a name from the list.`;
      else if (shown.length >= MOST) said.textContent = `${MOST} countries at most: take one out first.`;
      else {
        shown = [...new Set([...shown, code])];
        add.value = "";
        show();
        write();
      }
    });
    chips.addEventListener("click", () => write());
    show();
    if (now.has("show")) box.scrollIntoView();
    onResize(chart, show);
  }

  const KINDS = { verdicts, countries };
  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-explore]")) {
      const spec = JSON.parse(box.querySelector("script").textContent);
      (KINDS[box.dataset.explore] ?? model)(box, spec);
    }
  });
})();
