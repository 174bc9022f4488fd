// Draws the charts of a page: each [data-chart] reads its data from the JSON script named by data-source and takes
// its options from chart-kinds.js. Colours come from the tokens. Without scripts the table beside says the same.
(() => {
  if (!window.echarts || !window.zeyouCharts) return;
  const tokens = getComputedStyle(document.documentElement);
  const token = (name) => tokens.getPropertyValue(`--${name}`).trim();
  const look = {
    red: token("red"), ink: token("ink"), muted: token("muted"), line: token("line"), bad: token("bad"),
    grey: "#aeb5bf", pale: "#e4e7eb", family: token("sans"), size: parseFloat(tokens.fontSize) * 0.8125,
  };
  const draw = (box) => {
    const source = document.getElementById(box.dataset.source);
    const kind = window.zeyouCharts[box.dataset.chart];
    if (!source || !kind || box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    const chart = window.echarts.init(box, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    const data = JSON.parse(source.textContent);
    const narrow = () => box.clientWidth < 420;
    const show = () => chart.setOption({
      animation: false,
      textStyle: { fontFamily: look.family, fontSize: look.size, color: look.ink },
      tooltip: { renderMode: "richText", confine: true, backgroundColor: "#fff", borderColor: look.line, textStyle: { color: look.ink, fontSize: look.size } },
      ...kind(data, look, narrow()),
    }, true);
    show();
    new ResizeObserver(() => { chart.resize(); show(); }).observe(box);
  };
  const all = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
})();
