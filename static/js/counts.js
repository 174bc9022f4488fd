// Says in words, while counts and turnout are typed, what adds up and what does not. The words come from the server.
(() => {
  const whole = (input) => (input && /^\d{1,6}$/.test(input.value.trim()) ? Number(input.value.trim()) : null);
  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
  const tell = (place, text, good) => {
    place.textContent = text;
    place.classList.toggle("is-good", good === true);
    place.classList.toggle("is-bad", good === false);
  };
  const turnout = document.querySelector("[data-turnout]");
  const grid = document.querySelector("[data-marks-grid]");
  const field = (name) => turnout && whole(turnout.querySelector(`[name="${name}"]`));

  const valid = () => {
    const [returned, empty] = [field("returned"), field("void")];
    return returned === null || empty === null ? null : returned - empty;
  };

  const turnoutSays = () => {
    const [issued, returned, empty] = [field("issued"), field("returned"), field("void")];
    const place = turnout.querySelector("[data-turnout-says]");
    const due = turnout.dataset.due === "" ? null : Number(turnout.dataset.due);
    if (issued === null || returned === null || empty === null) tell(place, "");
    else if (returned > issued) tell(place, turnout.dataset.over, false);
    else if (empty > returned) tell(place, turnout.dataset.void, false);
    else if (due !== null && issued > due) tell(place, turnout.dataset.many, false);
    else tell(place, fill(turnout.dataset.valid, { issued, returned, void: empty, valid: returned - empty }), true);
  };

  const rowSays = (row) => {
    const votes = [...row.querySelectorAll("[data-voted]")].map(whole);
    const place = row.querySelector("[data-row-says]");
    const present = row.querySelector("[data-present]");
    const base = present ? whole(present) : valid();
    if (!place || base === null || votes.every((n) => n === null)) { if (place) tell(place, ""); return; }
    const sum = votes.reduce((before, n) => before + (n || 0), 0);
    if (sum === base) tell(place, fill(grid.dataset.even, { base }), true);
    else if (sum < base) tell(place, fill(grid.dataset.short, { sum, base, n: base - sum }));
    else tell(place, fill(grid.dataset.more, { sum, base, n: sum - base }), false);
  };

  const all = () => {
    if (turnout) turnoutSays();
    if (grid) [...grid.tBodies[0].rows].forEach(rowSays);
  };
  document.addEventListener("input", all);
  all();
})();
