/* Long tables and tiles: filter by facet and words, sort by column. The state stands in the address
   (#verdict=holds&find=tax&sort=-2), so that a view can be linked. */
(() => {
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const state = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

  function sort(table, column, down) {
    const body = table.tBodies[0];
    const key = (row) => row.cells[column].textContent.trim();
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const numbers = [x, y].map((text) => Number(text.replaceAll(",", "").replace("−", "-")));
      if (x === "" || y === "") return (x === "") - (y === ""); // empty cells last
      const order = numbers.some(Number.isNaN) ? compare(x, y) : numbers[0] - numbers[1];
      return down ? -order : order;
    });
    body.append(...rows);
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function listing(box) {
    const place = box.querySelector(".listing-controls");
    const items = [...box.querySelectorAll("[data-item]")];
    const table = box.querySelector("table.sortable");
    const count = make("p", { className: "listing-count" });
    count.setAttribute("role", "status");
    const form = make("form", { className: "controls" });
    const inputs = {};
    for (const facet of place.dataset.facets.split(",")) {
      const [key, label] = facet.split(":");
      const values = [...new Set(items.map((item) => item.dataset[key]))].sort();
      inputs[key] = make("select", {}, make("option", { value: "", textContent: "all" }),
        ...values.map((value) => make("option", { value, textContent: value })));
      form.append(make("label", {}, make("span", { textContent: label }), inputs[key]));
    }
    if (table) {
      inputs.find = make("input", { type: "search" });
      form.append(make("label", {}, make("span", { textContent: "Words" }), inputs.find));
    }
    form.append(make("button", { type: "reset", textContent: "Show all" }));
    const inner = make("details", { open: "open" in place.dataset },
      make("summary", { textContent: "Filter" }), form);
    place.append(inner, count);

    function show() {
      const words = (inputs.find?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const item of items) {
        const text = words.length ? item.textContent.toLowerCase() : "";
        item.hidden = !Object.entries(inputs).every(([key, input]) =>
          key === "find" ? words.every((word) => text.includes(word))
            : !input.value || item.dataset[key] === input.value);
        shown += !item.hidden;
      }
      count.textContent = table || shown < items.length ? `${shown} of ${items.length} shown` : "";
    }
    function write(change) {
      const now = state();
      for (const [key, value] of Object.entries(change)) value ? now.set(key, value) : now.delete(key);
      const hash = now.toString();
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    }
    function read() {
      const now = state();
      for (const [key, input] of Object.entries(inputs)) input.value = now.get(key) ?? "";
      if (Object.keys(inputs).some((key) => now.has(key))) inner.open = true;
      if (table && now.has("sort")) sort(table, Math.abs(now.get("sort")) - 1, now.get("sort") < 0);
      show();
    }

    form.addEventListener("input", () => {
      write(Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value])));
      show();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => {
      write(Object.fromEntries(Object.keys(inputs).map((key) => [key, ""])));
      setTimeout(show);
    });
    [...(table?.tHead.rows[0].cells ?? [])].forEach((head, column) => {
      const button = make("button", { type: "button", textContent: head.textContent });
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        sort(table, column, down);
        write({ sort: `${down ? "-" : ""}${column + 1}` });
      });
      head.replaceChildren(button);
    });
    window.addEventListener("hashchange", read);
    read();
  }
  document.addEventListener("DOMContentLoaded", () =>
    document.querySelectorAll(".listing").forEach(listing));
})();
