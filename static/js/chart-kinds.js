// What each kind of chart shows: data of docs/developers/parts.md in, ECharts options out. Grey, with one red emphasis.
(() => {
  const axis = (look) => ({
    axisLine: { lineStyle: { color: look.grey } }, axisTick: { show: false }, splitLine: { lineStyle: { color: look.line } },
    axisLabel: { color: look.muted, fontSize: look.size }, nameTextStyle: { color: look.muted, fontSize: look.size },
  });
  const label = (look, more) => ({ color: look.ink, fontSize: look.size, fontFamily: look.family, ...more });

  // Entrants for each opening at every stage; the required difference as a dashed stroke across its bar.
  const funnel = (data, look, narrow) => {
    const rows = data.rows;
    const highest = Math.max(...rows.map((row) => Math.max(Number(row.ratio), Number(row.required || 0))));
    const dash = (params, api) => {
      const required = api.value(0);
      if (!required) return null;
      const [x, y] = api.coord([required, api.value(1)]);
      const half = api.size([0, 1])[1] * 0.44;
      return { type: "line", shape: { x1: x, y1: y - half, x2: x, y2: y + half }, style: { stroke: look.ink, lineWidth: 2, lineDash: [4, 3] } };
    };
    return {
      grid: { left: 4, right: 4, top: 8, bottom: 4, containLabel: true },
      xAxis: { type: "value", max: highest * 1.02, show: false },
      yAxis: [
        { ...axis(look), type: "category", inverse: true, data: rows.map((row) => row.stage), axisLabel: { color: look.ink, fontSize: look.size } },
        {
          type: "category", inverse: true, position: "right", axisLine: { show: false }, axisTick: { show: false },
          data: rows.map((row) => (narrow ? `${row.ratio} : 1` : `${row.entrants} / ${row.openings} = ${row.ratio} : 1`)),
          axisLabel: label(look, { fontWeight: 600, color: (value, at) => (rows[at].broken ? look.red : look.ink) }),
        },
      ],
      tooltip: { show: false },
      series: [
        {
          type: "bar", barWidth: "58%", showBackground: true, backgroundStyle: { color: "#f3f4f6" },
          data: rows.map((row) => ({ value: Number(row.ratio), itemStyle: { color: row.broken ? look.red : look.grey } })),
        },
        { type: "custom", renderItem: dash, data: rows.map((row, at) => [Number(row.required || 0), at]), encode: { x: 0, y: 1 }, silent: true, z: 5 },
      ],
    };
  };

  // How many scored in each class; {bins: [{from, to, count}], cut, words: {count, score, cut}}.
  const distribution = (data, look, narrow) => {
    const left = Number(data.bins[0].from);
    const width = Number(data.bins[0].to) - left;
    return {
      grid: { left: 8, right: 16, top: 32, bottom: 24, containLabel: true },
      xAxis: { ...axis(look), type: "value", min: left, max: Number(data.bins[data.bins.length - 1].to), interval: narrow ? width * 2 : width, name: data.words.score, nameLocation: "middle", nameGap: 28, splitLine: { show: false } },
      yAxis: { ...axis(look), type: "value", name: data.words.count, minInterval: 1 },
      series: [{
        type: "custom",
        data: data.bins.map((bin) => [Number(bin.from), Number(bin.to), bin.count]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (params, api) => {
          const [x1, y] = api.coord([api.value(0), api.value(2)]);
          const [x2, zero] = api.coord([api.value(1), 0]);
          const shape = { x: x1 + 1, y, width: Math.max(1, x2 - x1 - 2), height: zero - y };
          return { type: "rect", shape, style: { fill: data.cut !== null && api.value(0) < Number(data.cut) ? look.pale : look.grey } };
        },
        markLine: data.cut === null ? undefined : {
          symbol: "none", silent: true, lineStyle: { color: look.red, width: 2, type: "solid" },
          label: label(look, { formatter: `${data.words.cut} ${data.cut}`, color: look.red, position: "end", fontWeight: 600 }), data: [{ xAxis: Number(data.cut) }],
        },
      }],
    };
  };

  // Each judge's marks as lowest, mean and highest; {rows: [{judge, lowest, mean, highest, far (bool)}], middle, words: {mean}}.
  const spread = (data, look) => ({
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    xAxis: { ...axis(look), type: "value", scale: true },
    yAxis: { ...axis(look), type: "category", inverse: true, data: data.rows.map((row) => row.judge), axisLabel: { color: look.ink, fontSize: look.size } },
    series: [{
      type: "custom",
      data: data.rows.map((row, at) => [at, Number(row.lowest), Number(row.mean), Number(row.highest), row.far ? 1 : 0]),
      encode: { y: 0, x: [1, 2, 3] },
      renderItem: (params, api) => {
        const point = (value) => api.coord([value, api.value(0)]);
        const colour = api.value(4) ? look.red : "#7d8590";
        const [x1, y] = point(api.value(1));
        const [x2] = point(api.value(3));
        const [mean] = point(api.value(2));
        const stroke = { stroke: colour, lineWidth: 2 };
        return { type: "group", children: [
          { type: "line", shape: { x1, y1: y, x2, y2: y }, style: stroke },
          { type: "line", shape: { x1, y1: y - 5, x2: x1, y2: y + 5 }, style: stroke },
          { type: "line", shape: { x1: x2, y1: y - 5, x2, y2: y + 5 }, style: stroke },
          { type: "circle", shape: { cx: mean, cy: y, r: 5 }, style: { fill: colour } },
        ] };
      },
      markLine: { symbol: "none", silent: true, lineStyle: { color: look.ink, type: "dashed" }, label: label(look, { formatter: `${data.words.mean} ${data.middle}`, position: "start" }), data: [{ xAxis: Number(data.middle) }] },
    }],
  });

  // When each stage ran; {rows: [{stage, from, to, now (bool)}], today, words: {today}} with ISO dates.
  const timeline = (data, look) => ({
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    xAxis: { ...axis(look), type: "time", axisLabel: { color: look.muted, fontSize: look.size, formatter: "{MM}-{dd}", hideOverlap: true } },
    yAxis: { ...axis(look), type: "category", inverse: true, data: data.rows.map((row) => row.stage), axisLabel: { color: look.ink, fontSize: look.size } },
    series: [{
      type: "custom",
      data: data.rows.map((row, at) => [at, Date.parse(row.from), Date.parse(row.to), row.now ? 1 : 0]),
      encode: { y: 0, x: [1, 2] },
      renderItem: (params, api) => {
        const [x1, y] = api.coord([api.value(1), api.value(0)]);
        const [x2] = api.coord([api.value(2), api.value(0)]);
        const height = Math.min(16, api.size([0, 1])[1] * 0.5);
        return { type: "rect", shape: { x: x1, y: y - height / 2, width: Math.max(4, x2 - x1), height }, style: { fill: api.value(3) ? look.red : look.grey } };
      },
      markLine: { symbol: "none", silent: true, lineStyle: { color: look.ink, type: "dashed" }, label: label(look, { formatter: data.words.today, position: "start" }), data: [{ xAxis: Date.parse(data.today) }] },
    }],
  });

  // One entrant's profile; {axes: [{name, most}], values: [number]}. All entrants get the same grey.
  const radar = (data, look) => ({
    radar: {
      indicator: data.axes.map((item) => ({ name: item.name, max: Number(item.most), min: 0 })),
      radius: "62%", axisName: { color: look.ink, fontSize: look.size * 0.92 }, splitNumber: 4,
      splitArea: { show: false }, splitLine: { lineStyle: { color: look.line } }, axisLine: { lineStyle: { color: look.line } },
    },
    tooltip: { show: false },
    series: [{ type: "radar", symbolSize: 4, lineStyle: { color: look.muted, width: 2 }, itemStyle: { color: look.muted },
      areaStyle: { color: look.grey, opacity: 0.35 }, data: [{ value: data.values.map(Number) }] }],
  });

  window.zeyouCharts = { funnel, distribution, spread, timeline, radar };
})();
