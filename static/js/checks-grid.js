// The sheet for answers (data-checks-grid): figures choose an answer, Enter and arrows move, a note shows where it is
// asked for, the count follows. Without this script every cell is a plain choice with its note below it.
(() => {
  const grid = document.querySelector("[data-checks-grid]");
  if (!grid) return;
  const rows = () => [...grid.tBodies[0].rows];
  const selects = (row) => [...row.querySelectorAll("select")];
  const all = () => [...grid.querySelectorAll("select")];

  const noteOf = (select) => select.parentElement.querySelector('input[type="text"]');
  const show = (select) => {
    const note = noteOf(select);
    const chosen = select.options[select.selectedIndex];
    note.hidden = !(chosen && chosen.hasAttribute("data-note")) && note.value.trim() === "";
  };
  const changed = (field) => {
    const before = field.tagName === "SELECT"
      ? ([...field.options].find((option) => option.defaultSelected) || field.options[0]).value
      : field.defaultValue;
    field.classList.toggle("is-changed", field.value !== before);
  };
  const place = document.querySelector("[data-checks-given]");
  const here = () => all().filter((select) => select.value && "expected" in select.dataset).length;
  const elsewhere = place ? Number(place.textContent) - here() : 0;
  const count = () => { if (place) place.textContent = elsewhere + here(); };
  const move = (select, down, across) => {
    const row = select.closest("tr");
    const line = rows()[rows().indexOf(row) + down];
    const next = line && selects(line)[selects(row).indexOf(select) + across];
    if (next) next.focus();
  };
  const chosen = (select) => {
    show(select);
    changed(select);
    count();
    if (!noteOf(select).hidden && noteOf(select).value === "" && select.value) noteOf(select).focus();
  };

  all().forEach(show);
  grid.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") chosen(event.target); });
  grid.addEventListener("input", (event) => { if (event.target.tagName === "INPUT") changed(event.target); });
  grid.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (field.tagName === "INPUT") {
      if (event.key !== "Enter") return;
      event.preventDefault();
      move(field.parentElement.querySelector("select"), 1, 0);
      return;
    }
    if (field.tagName !== "SELECT") return;
    const steps = {
      Enter: [event.shiftKey ? -1 : 1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
    };
    if (steps[event.key]) {
      event.preventDefault();
      move(field, ...steps[event.key]);
    } else if (/^\d$/.test(event.key) && field.options[Number(event.key)]) {
      event.preventDefault();
      field.selectedIndex = Number(event.key);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      field.selectedIndex = 0;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
