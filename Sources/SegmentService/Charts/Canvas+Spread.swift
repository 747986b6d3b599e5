import Decimals
import JSON
import Segmentation

/// Pictures of how customers spread, over values, time and columns.
extension Canvas {
  /// How the customers of each segment spread, feature by feature.
  func boxes(_ profile: Segmentation.Profile, _ features: [String]) -> Spec {
    var rows = Rows()
    for feature in features {
      for (index, part) in profile.segments.enumerated() {
        guard let found = part.feature(feature)?.quantiles else { continue }
        rows.add { row in
          row.member("segment", label(index))
          row.member("feature", feature)
          row.member("min", found.minimum)
          row.member("p25", found.lower)
          row.member("p50", found.median)
          row.member("p75", found.upper)
          row.member("p95", found.high)
          row.member("max", found.maximum)
        }
      }
    }
    return Canvas.picture(
      "How the customers of each segment spread",
      "Box: the middle half, with the median; line: from the least to the 95th percentile",
      rows: rows,
      drawing: """
        "facet": {"field": "feature", "type": "nominal", "title": null, "sort": \(features)},
        "columns": 3, "resolve": {"scale": {"x": "independent"}},
        "spec": {
          "width": 220, "height": {"step": 24},
          "encoding": {
            "y": {
              "field": "segment", "type": "nominal", "sort": \(order), "title": null,
              "axis": {"labelLimit": 180}
            },
            "tooltip": [
              {"field": "segment", "title": "Segment"}, {"field": "feature", "title": "Feature"},
              {"field": "max", "type": "quantitative", "title": "Largest", "format": ",.4~g"},
              {"field": "p95", "type": "quantitative", "title": "95th percentile", "format": ",.4~g"},
              {"field": "p75", "type": "quantitative", "title": "Third quartile", "format": ",.4~g"},
              {"field": "p50", "type": "quantitative", "title": "Median", "format": ",.4~g"},
              {"field": "p25", "type": "quantitative", "title": "First quartile", "format": ",.4~g"},
              {"field": "min", "type": "quantitative", "title": "Least", "format": ",.4~g"}
            ]
          },
          "layer": [
            {
              "mark": "rule",
              "encoding": {
                "x": {"field": "min", "type": "quantitative", "title": null},
                "x2": {"field": "p95"}, "color": \(color(legend: false))
              }
            },
            {
              "mark": {"type": "bar", "size": 14},
              "encoding": {
                "x": {"field": "p25", "type": "quantitative"}, "x2": {"field": "p75"},
                "color": \(color(legend: false))
              }
            },
            {
              "mark": {"type": "tick", "color": "white", "thickness": 2, "size": 14},
              "encoding": {"x": {"field": "p50", "type": "quantitative"}}
            }
          ]
        }
        """)
  }

  /// What the segments did period by period.
  func trend(_ trend: Trend) -> Spec {
    var rows = Rows()
    for (index, part) in trend.segments.enumerated() {
      for (place, period) in trend.periods.enumerated() {
        rows.add { row in
          row.member("segment", label(index))
          row.member("period", period)
          row.member("customers", part.customers[place])
          row.member("orders", part.orders[place])
          if let money = part.monetary { row.member("revenue", money[place]) }
        }
      }
    }
    let hasMoney = trend.segments.allSatisfy { $0.monetary != nil }
    let panels = [("orders", "Orders")] + (hasMoney ? [("revenue", "Revenue")] : [])
    return Canvas.picture(
      "How the segments develop",
      "By \(trend.unit.rawValue); the first and the last may not be whole",
      rows: rows,
      drawing: """
        "vconcat": \(Spec.list(panels.map { trendPanel($0.0, $0.1) }))
        """)
  }

  private func trendPanel(_ field: String, _ title: String) -> Spec {
    """
    {
      "width": 640, "height": 200, "mark": {"type": "line", "point": true},
      "encoding": {
        "x": {"field": "period", "type": "ordinal", "title": null},
        "y": {"field": \(field), "type": "quantitative", "title": \(title)},
        "color": \(color()),
        "tooltip": [
          {"field": "segment", "title": "Segment"}, {"field": "period", "title": "Period"},
          {"field": \(field), "type": "quantitative", "title": \(title), "format": ",.0f"},
          {"field": "customers", "type": "quantitative", "title": "Customers", "format": ","}
        ]
      }
    }
    """
  }

  /// How the segments fall on the values of a column, the most frequent first.
  func by(_ breakdown: Breakdown) -> Spec {
    let shown = breakdown.values.sorted { $0.customers > $1.customers }.prefix(Self.valueLimit)
    var rows = Rows()
    for value in shown {
      for (index, part) in value.segments.enumerated() {
        rows.add { row in
          row.member("value", value.value.shown)
          row.member("segment", label(index))
          row.member("position", index)
          row.member("customers", part.customers)
          row.member("share", part.share)
          row.member("of", value.customers)
        }
      }
    }
    return Canvas.picture(
      "Segments by \(breakdown.column)",
      breakdown.values.count > shown.count
        ? "The \(Self.valueLimit) most frequent of \(grouped(breakdown.values.count)) values"
        : "Share of each value's customers",
      rows: rows,
      drawing: """
        "width": 480, "height": {"step": 24}, "mark": "bar",
        "encoding": {
          "y": {
            "field": "value", "type": "nominal", "sort": \(shown.map(\.value.shown)),
            "title": \(breakdown.column), "axis": {"labelLimit": 200}
          },
          "x": {
            "field": "customers", "type": "quantitative", "stack": "normalize",
            "title": "Share of customers", "axis": {"format": ".0%"}
          },
          "order": {"field": "position", "type": "quantitative"},
          "color": \(color()),
          "tooltip": [
            {"field": "value", "title": \(breakdown.column)},
            {"field": "segment", "title": "Segment"},
            {"field": "share", "type": "quantitative", "title": "Share", "format": ".1%"},
            {"field": "customers", "type": "quantitative", "title": "Customers", "format": ","},
            {"field": "of", "type": "quantitative", "title": "of", "format": ","}
          ]
        }
        """)
  }

  /// Values of a column that are shown.
  private static let valueLimit = 25
}

extension Breakdown.Cell {
  /// As a label on an axis.
  fileprivate var shown: String {
    switch self {
    case .text(let text): text
    case .number(let number): shortestText(of: number)
    case .missing: "(missing)"
    }
  }
}
