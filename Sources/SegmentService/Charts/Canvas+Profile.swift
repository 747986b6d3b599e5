import Decimals
import JSON
import Segmentation

/// Pictures of means and shares: nothing of a single customer is in them.
extension Canvas {
  /// Which share of the customers, and of their money, each segment has.
  func sizes(_ profile: Segmentation.Profile) -> Spec {
    var rows = Rows()
    func add(_ index: Int, _ measure: String, _ share: Double, _ amount: Double) {
      rows.add { row in
        row.member("segment", label(index))
        row.member("measure", measure)
        row.member("share", share)
        row.member("amount", amount)
      }
    }
    for (index, part) in profile.segments.enumerated() {
      add(index, "Customers", part.share, Double(part.size))
      if let money = part.monetary, let share = part.monetaryShare {
        add(index, "Revenue", share, money)
      }
    }
    return Canvas.picture(
      "Who they are and what they bring",
      "Share of \(grouped(profile.overall.size)) customers"
        + (profile.overall.monetary == nil ? "" : " and of their revenue"),
      rows: rows,
      drawing: """
        "facet": {"column": {"field": "measure", "title": null, "sort": ["Customers", "Revenue"]}},
        "spec": {
          "width": 260, "height": {"step": 26},
          "encoding": {
            "y": {
              "field": "segment", "type": "nominal", "sort": \(order), "title": null,
              "axis": {"labelLimit": 240}
            },
            "x": {
              "field": "share", "type": "quantitative", "title": "Share", "axis": {"format": ".0%"}
            },
            "tooltip": [
              {"field": "segment", "title": "Segment"},
              {"field": "measure", "title": "Of all"},
              {"field": "share", "type": "quantitative", "title": "Share", "format": ".1%"},
              {"field": "amount", "type": "quantitative", "title": "Amount", "format": ",.0f"}
            ]
          },
          "layer": [
            {"mark": "bar", "encoding": {"color": \(color(legend: false))}},
            {
              "mark": {"type": "text", "align": "left", "dx": 4, "color": "#444444"},
              "encoding": {"text": {"field": "share", "type": "quantitative", "format": ".0%"}}
            }
          ]
        }
        """)
  }

  /// How far each segment lies from the average customer in each feature: the snake plot.
  func centers(_ profile: Segmentation.Profile, _ features: [String]) -> Spec {
    Canvas.picture(
      "What sets the segments apart",
      "Mean of each feature, in standard deviations from the average customer",
      rows: deviations(profile, features),
      drawing: """
        "width": {"step": \(max(48, min(110, 700 / max(features.count, 1))))}, "height": 300,
        "layer": [
          {"mark": {"type": "rule", "color": "#888888"}, "encoding": {"y": {"datum": 0}}},
          {
            "mark": {"type": "line", "point": {"size": 50}, "strokeWidth": 2},
            "encoding": {
              "x": {
                "field": "feature", "type": "nominal", "sort": \(features), "title": null,
                "axis": {"labelAngle": -30, "labelLimit": 160}
              },
              "y": {
                "field": "z", "type": "quantitative",
                "title": "Standard deviations from the average"
              },
              "color": \(color()), "tooltip": \(featureTooltip)
            }
          }
        ]
        """)
  }

  /// The same as a table of colours, for many features.
  func profile(_ profile: Segmentation.Profile, _ features: [String]) -> Spec {
    Canvas.picture(
      "The segments at a glance",
      "Mean of each feature; colour: standard deviations from the average customer, cut at 2",
      rows: deviations(profile, features),
      drawing: """
        "width": {"step": 74}, "height": {"step": 28},
        "encoding": {
          "x": {
            "field": "feature", "type": "nominal", "sort": \(features), "title": null,
            "axis": {"labelAngle": -30, "orient": "top", "labelLimit": 160}
          },
          "y": {
            "field": "segment", "type": "nominal", "sort": \(order), "title": null,
            "axis": {"labelLimit": 240}
          },
          "tooltip": \(featureTooltip)
        },
        "layer": [
          {
            "mark": {"type": "rect", "stroke": "white"},
            "encoding": {
              "color": {
                "field": "z", "type": "quantitative", "title": "Standard deviations",
                "scale": {"scheme": "blueorange", "domain": [-2, 2], "clamp": true}
              }
            }
          },
          {
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {
              "text": {"field": "mean", "type": "quantitative", "format": ".3~s"},
              "color": {
                "condition": {"test": "abs(datum.z) > 1.4", "value": "white"}, "value": "black"
              }
            }
          }
        ]
        """)
  }

  private func deviations(_ profile: Segmentation.Profile, _ features: [String]) -> Rows {
    var rows = Rows()
    for feature in features {
      let overall = profile.overall.feature(feature)?.mean
      for (index, part) in profile.segments.enumerated() {
        guard let found = part.feature(feature) else { continue }
        rows.add { row in
          row.member("segment", label(index))
          row.member("feature", feature)
          row.member("z", optional: found.z)
          row.member("mean", optional: found.mean)
          row.member("overall", optional: overall)
        }
      }
    }
    return rows
  }

  private var featureTooltip: Spec {
    """
    [
      {"field": "segment", "title": "Segment"}, {"field": "feature", "title": "Feature"},
      {"field": "mean", "type": "quantitative", "title": "Mean", "format": ",.4~g"},
      {"field": "overall", "type": "quantitative", "title": "Mean of all", "format": ",.4~g"},
      {"field": "z", "type": "quantitative", "title": "Standard deviations", "format": "+.2f"}
    ]
    """
  }
}
