// What happens in the browser alone: choosing segments, in the pictures or above them, and what the
// pictures show then.
(() => {
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");

  // Colours of the pictures that would not be seen on a dark ground.
  const lighter = {
    "#444444": "#d0d0d8", "#666666": "#a8a8b3", "#888888": "#8e8e99", "#332288": "#8f86e0",
    "#882255": "#d0689b", "#661100": "#c9765f", "#0072B2": "#3b9ddb", "black": "#1c1c1e",
  };

  function lightened(part) {
    if (typeof part === "string") return lighter[part] ?? part;
    if (Array.isArray(part)) return part.map(lightened);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(
      ([name, value]) => [name, name === "data" ? value : lightened(value)]));
  }

  // A picture on a dark ground.
  function darkened(spec) {
    const ink = "#ececf0";
    const axis = { labelColor: ink, titleColor: ink, domainColor: "#77777f", tickColor: "#77777f",
      gridColor: "#55555e" };
    const made = lightened(spec);
    const config = made.config ?? {};
    return { ...made, background: "transparent", config: { ...config,
      axis: { ...config.axis, ...axis }, title: { ...config.title, color: ink },
      legend: { ...config.legend, labelColor: ink, titleColor: ink },
      header: { ...config.header, labelColor: ink, titleColor: ink } } };
  }

  // A picture with the chosen segments alone, where it tells segments apart. Bars that stand for
  // a whole stay whole, with the others in grey: what is left would not be all there is.
  function ofChosen(spec, chosen, labels) {
    const rows = spec.data.values;
    if (!rows.some((row) => "segment" in row)) return spec;
    const { encoding } = spec;
    if (encoding?.x?.stack === "normalize") {
      const { domain, range } = encoding.color.scale;
      const colours = range.map((one, at) => chosen.includes(labels[domain[at]]) ? one : "#b8b8c0");
      return { ...spec, encoding: { ...encoding,
        color: { ...encoding.color, scale: { domain, range: colours } } } };
    }
    const values = rows.filter((row) => chosen.includes(labels[row.segment]));
    return { ...spec, data: { ...spec.data, values } };
  }

  const unchanged = () => window.dash_clientside.no_update;

  window.dash_clientside = Object.assign({}, window.dash_clientside, { dashboard: {
    // Which segments are chosen: a chip adds or takes away its own; the segment of a mark in a
    // picture is seen alone, or no longer where it was.
    choose(_clicks, _signals, chosen, labels) {
      const triggered = window.dash_clientside.callback_context.triggered;
      for (const { prop_id: name, value } of triggered) {
        const id = JSON.parse(name.slice(0, name.lastIndexOf(".")));
        if ("chip" in id) {
          if (!value) continue;
          if (id.chip === 0) return [];
          return chosen.includes(id.chip) ? chosen.filter((one) => one !== id.chip)
            : [...chosen, id.chip];
        }
        const clicked = value?.clicked;
        if (!clicked) continue;
        if (id.kind === "elbow" && clicked.k) {
          window.dash_clientside.set_props("how", { value: "given" });
          window.dash_clientside.set_props("k", { value: clicked.k });
          continue;
        }
        const segment = labels?.[clicked.segment];
        if (segment === undefined) continue;
        return chosen.length === 1 && chosen[0] === segment ? [] : [segment];
      }
      return unchanged();
    },

    draw(spec, chosen, dark, labels) {
      if (!spec) return unchanged();
      const shown = chosen?.length ? ofChosen(spec, chosen, labels) : spec;
      return dark ? darkened(shown) : shown;
    },

    mark(chosen, chips, cards) {
      return [
        chips.map(({ chip }) => String(chip === 0 ? chosen.length === 0 : chosen.includes(chip))),
        cards.map(({ card }) => chosen.length && !chosen.includes(card) ? "segment faded"
          : "segment"),
      ];
    },

    fields: (rows) => [rows !== "purchases", rows !== "customers"],

    numbers: (how) => [how !== "given", how !== "auto"],

    scheme() {
      scheme.onchange = () => {
        window.dash_clientside.set_props("dark", { data: scheme.matches });
      };
      return scheme.matches;
    },
  } });
})();
