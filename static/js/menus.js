// Menus of the band (<details data-menu>): only one is open, Escape and a press elsewhere close it.
(() => {
  const close = (kept) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== kept) menu.removeAttribute("open");
    }
  };
  document.addEventListener("click", (event) => close(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    close(null);
    if (menu) menu.querySelector("summary").focus();
  });
})();
