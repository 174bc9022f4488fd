// Warns before a page with changes that have not been saved is left (<form data-guard="…">).
(() => {
  let changed = false;
  const guarded = (event) => event.target.closest && event.target.closest("form[data-guard]");
  document.addEventListener("input", (event) => { if (guarded(event)) changed = true; });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
})();
