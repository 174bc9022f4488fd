// The sheet for marks (data-marks-grid): Enter and arrows move, a column from a spreadsheet is pasted downwards,
// totals follow. Sums are of integers in millionths: no floating point decides what is shown.
(() => {
  const MICRO = 1000000n;
  const WORDS = ["absent", "misconduct", "缺考", "缺席", "违纪"];
  const grid = () => document.querySelector("[data-marks-grid]");
  const cells = (row) => [...row.querySelectorAll("input")];
  const rows = () => [...grid().tBodies[0].rows];

  const micro = (text) => {
    const found = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
    return found ? BigInt(found[1]) * MICRO + BigInt((found[2] || "").padEnd(6, "0")) : null;
  };
  const written = (value) => `${value / MICRO}.${String(value % MICRO).padStart(6, "0")}`.replace(/\.?0+$/, "");

  const place = (input) => {
    const row = input.closest("tr");
    return { row: rows().indexOf(row), column: cells(row).indexOf(input) };
  };
  const at = (row, column) => { const line = rows()[row]; return line && cells(line)[column]; };

  const check = (input) => {
    const text = input.value.trim();
    const value = micro(text);
    const full = input.dataset.fullMarks ? micro(input.dataset.fullMarks) : null;
    const wrong = text !== "" && !WORDS.includes(text) && (value === null || (full !== null && value > full));
    if (wrong) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
    input.classList.toggle("is-changed", input.value !== input.defaultValue);
  };

  const total = () => {
    const given = [...grid().querySelectorAll("input")].filter((input) => input.value.trim() !== "");
    const sum = given.reduce((before, input) => before + (micro(input.value) || 0n), 0n);
    document.querySelector("[data-marks-given]").textContent = given.length;
    document.querySelector("[data-marks-sum-line]").hidden = false;
    document.querySelector("[data-marks-sum]").textContent = written(sum);
  };

  const paste = (input, text) => {
    const start = place(input);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, across) => {
        const cell = at(start.row + down, start.column + across);
        if (!cell) return;
        cell.value = value.trim();
        check(cell);
      });
    });
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  if (!grid()) return;
  total();
  document.addEventListener("input", (event) => {
    if (!event.target.closest("[data-marks-grid]")) return;
    check(event.target);
    total();
  });
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData && event.clipboardData.getData("text");
    if (!event.target.closest("[data-marks-grid]") || !text || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    paste(event.target, text);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-marks-grid]") || event.target.tagName !== "INPUT") return;
    const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = place(event.target);
    const next = at(here.row + step, here.column);
    if (next) { next.focus(); next.select(); }
  });
})();
