// A place to drop a file (data-drop): puts it into the file field and says its name and size.
(() => {
  const place = (event) => event.target.closest && event.target.closest("[data-drop]");
  const said = (size) => (size < 1048576 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`);
  const name = (drop) => {
    const file = drop.querySelector('input[type="file"]').files[0];
    if (file) drop.querySelector("[data-drop-name]").textContent = `${file.name} · ${said(file.size)}`;
  };
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const drop = place(event);
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("is-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) {
        drop.querySelector('input[type="file"]').files = event.dataTransfer.files;
        name(drop);
      }
    });
  }
  document.addEventListener("change", (event) => { const drop = place(event); if (drop) name(drop); });
})();
