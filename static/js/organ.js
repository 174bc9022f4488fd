// An organ's desk: one press fills in the usual answer wherever none has been chosen yet. Nothing is sent by it.
(() => {
  const button = document.querySelector("[data-fill]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    document.querySelectorAll(".organ-card select").forEach((select) => {
      if (select.value) return;
      select.value = button.dataset.fill;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
})();
