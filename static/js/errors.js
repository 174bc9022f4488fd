// After a refused form the title says so, the summary of errors gets the focus, and its links the field itself.
(() => {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    document.title = `${summary.querySelector("h2").textContent.trim()} · ${document.title}`;
    summary.focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('[data-error-summary] a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const closed = field.closest("details:not([open])");
    if (closed) closed.open = true;
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
})();
