// Draws the pictures, and lets them filter each other: whoever clicks on a segment, in a picture or above,
// sees that segment alone in all pictures that tell segments apart.
(async () => {
  const { charts, segments } = JSON.parse(document.getElementById("contents").textContent);
  const palette = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#332288", "#999933",
    "#882255", "#44AA99", "#AA4499", "#661100"];
  for (const dot of document.querySelectorAll(".dot")) {
    dot.style.background = palette[(Number(dot.dataset.id) - 1) % palette.length];
  }

  const chosen = new Set();
  const views = [];

  function show() {
    for (const chip of document.querySelectorAll(".chip[data-segment]")) {
      chip.setAttribute("aria-pressed", String(chosen.has(chip.dataset.segment)));
    }
    for (const card of document.querySelectorAll(".segment")) {
      card.classList.toggle("faded", chosen.size > 0 && !chosen.has(card.dataset.segment));
    }
    for (const { view, rows } of views) {
      const left = chosen.size ? rows.filter((row) => chosen.has(row.segment)) : rows;
      view.data("dataset", left).runAsync();
    }
    document.body.dataset.chosen = [...chosen].join("\n");
  }

  function choose(segment, keepsOthers) {
    const isAlone = chosen.size === 1 && chosen.has(segment);
    if (keepsOthers) {
      chosen.has(segment) ? chosen.delete(segment) : chosen.add(segment);
    } else {
      chosen.clear();
      if (!isAlone) chosen.add(segment);
    }
    show();
  }

  for (const chip of document.querySelectorAll(".chip[data-segment]")) {
    chip.addEventListener("click", (event) => {
      choose(chip.dataset.segment, event.shiftKey || event.ctrlKey || event.metaKey);
    });
  }
  document.getElementById("everyone").addEventListener("click", () => { chosen.clear(); show(); });

  const known = new Set(segments.map((segment) => segment.label));
  for (const place of document.querySelectorAll("[data-chart]")) {
    const spec = charts[place.dataset.chart];
    const rows = spec.data.values;
    const { view } = await vegaEmbed(place, spec, { renderer: "svg", actions: { source: false, compiled: false, editor: false, export: true } });
    if (rows.some((row) => "segment" in row)) {
      // Shares of a whole stay whole: what is left of them would not be all there is.
      if (spec.encoding?.x?.stack !== "normalize") views.push({ view, rows });
      view.addEventListener("click", (event, item) => {
        const segment = item && item.datum && (item.datum.segment ?? item.datum.value);
        if (known.has(segment)) choose(segment, event.shiftKey || event.ctrlKey || event.metaKey);
      });
    }
  }
  document.body.dataset.ready = "true";
})();
