import Clustering
import Decimals
import JSON
import Segmentation

/// Pictures that need no model's segments.
extension Canvas {
  /// How well each number of segments fits, and how many criteria vote for which.
  static func elbow(_ study: ClusterCountStudy) -> Spec {
    var rows = Rows()
    for row in study.rows {
      let votes = study.votes.filter { $0.clusterCount == row.clusterCount }
      rows.add { written in
        written.member("k", row.clusterCount)
        written.member("inertia", row.inertia)
        written.member("silhouette", optional: row.silhouette)
        written.member("votes", votes.count)
        written.member(
          "criteria",
          votes.map(\.criterion.title).joined(separator: ", "))
        written.member("suggested", row.clusterCount == study.suggested.clusterCount)
      }
    }
    let hasSilhouettes = study.rows.contains { $0.silhouette != nil }
    let panels =
      [("inertia", "Inertia")] + (hasSilhouettes ? [("silhouette", "Mean silhouette")] : [])
    return picture(
      "How many segments",
      (study.suggested.clusterCount.map { "Orange: \($0), as suggested; a" } ?? "A")
        + " number on a point: the criteria that vote for it",
      rows: rows,
      drawing: """
        "vconcat": \(Spec.list(panels.map { elbowPanel($0.0, $0.1) }))
        """)
  }

  private static func elbowPanel(_ field: String, _ title: String) -> Spec {
    """
    {
      "width": 520, "height": 200,
      "encoding": {
        "x": {
          "field": "k", "type": "quantitative", "title": "Number of segments",
          "axis": {"tickMinStep": 1, "format": "d"},
          "scale": {"zero": false, "nice": false, "padding": 14}
        },
        "y": {
          "field": \(field), "type": "quantitative", "title": \(title), "scale": {"zero": false}
        },
        "tooltip": [
          {"field": "k", "type": "quantitative", "title": "Segments"},
          {"field": \(field), "type": "quantitative", "title": \(title), "format": ",.4~g"},
          {"field": "criteria", "title": "Votes of"}
        ]
      },
      "layer": [
        {"mark": {"type": "line", "color": "#0072B2"}},
        {
          "mark": {"type": "point", "filled": true, "opacity": 1},
          "encoding": {
            "color": {"condition": {"test": "datum.suggested", "value": "#D55E00"}, "value": "#0072B2"},
            "size": {"condition": {"test": "datum.suggested", "value": 160}, "value": 60}
          }
        },
        {
          "transform": [{"filter": "datum.votes > 0"}],
          "mark": {"type": "text", "dy": -14, "fontSize": 11, "color": "#444444"},
          "encoding": {"text": {"field": "votes", "type": "quantitative"}}
        }
      ]
    }
    """
  }

  /// Who moved from which segment to which.
  ///
  /// - Parameters:
  ///   - before: What the first side's segments are called.
  ///   - after: What the second's are.
  static func migration(_ comparison: Comparison, _ before: [String], _ after: [String]) -> Spec {
    var rows = Rows()
    let width = comparison.secondCount
    for (first, name) in before.enumerated() {
      let counts = comparison.customers[first * width..<(first + 1) * width]
      let total = counts.reduce(0, +)
      for (other, count) in zip(after, counts) where count > 0 {
        rows.add { row in
          row.member("from", name)
          row.member("to", other)
          row.member("customers", count)
          row.member("share", Double(count) / Double(total))
          row.member("of", total)
        }
      }
    }
    return picture(
      "Where the customers went",
      "\(grouped(comparison.customers.reduce(0, +))) customers in both; colour: share of the "
        + "segment that they were in",
      rows: rows,
      drawing: """
        "width": {"step": 84}, "height": {"step": 32},
        "encoding": {
          "x": {
            "field": "to", "type": "nominal", "sort": \(after), "title": "Now in",
            "axis": {"orient": "top", "labelAngle": -30, "labelLimit": 200}
          },
          "y": {
            "field": "from", "type": "nominal", "sort": \(before), "title": "Were in",
            "axis": {"labelLimit": 200}
          },
          "tooltip": [
            {"field": "from", "title": "Were in"}, {"field": "to", "title": "Now in"},
            {"field": "customers", "type": "quantitative", "title": "Customers", "format": ","},
            {"field": "share", "type": "quantitative", "title": "Share", "format": ".1%"},
            {"field": "of", "type": "quantitative", "title": "of", "format": ","}
          ]
        },
        "layer": [
          {
            "mark": {"type": "rect", "stroke": "white"},
            "encoding": {
              "color": {
                "field": "share", "type": "quantitative", "title": "Share",
                "scale": {"scheme": "blues", "domain": [0, 1]}, "legend": {"format": ".0%"}
              }
            }
          },
          {
            "mark": {"type": "text", "fontSize": 11},
            "encoding": {
              "text": {"field": "customers", "type": "quantitative", "format": ","},
              "color": {
                "condition": {"test": "datum.share > 0.55", "value": "white"}, "value": "black"
              }
            }
          }
        ]
        """)
  }
}
