/* Runs before the page is drawn. The theme's inline scripts are here, so that the security policy
   can forbid all others. */
(() => {
  const root = document.documentElement;
  for (const key of ["mode", "theme"]) {
    root.dataset[key] = localStorage.getItem(key) || root.dataset.theme;
  }
  root.dataset.from = location.protocol === "file:" ? "disk" : "web";

  document.addEventListener("DOMContentLoaded", () => {
    const acts = { print: () => window.print(), fullscreen: () => window.toggleFullScreen() };
    for (const button of document.querySelectorAll("[data-act]")) {
      button.addEventListener("click", acts[button.dataset.act]);
    }
    // a page on disk may not read others, so the list of results goes without excerpts
    if (root.dataset.from === "disk") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
    document.querySelector(".bd-search-container input")?.focus();
  });
})();
