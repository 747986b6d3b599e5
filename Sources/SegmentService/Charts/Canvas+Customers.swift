import Decimals
import Features
import JSON
import Matrices
import Segmentation
import Tables

/// Pictures of customers: all of few, and some of many, drawn at even steps through the order of rows
/// that does not depend on how they came.
extension Canvas {
  /// Some of many customers, the same ones each time.
  ///
  /// - Returns: Positions, ascending, and a sentence that says how many of how many they are.
  static func drawn(_ count: Int, atMost limit: Int) -> (rows: [Int], told: String) {
    guard count > limit else {
      return (Array(0..<count), "All \(grouped(count)) customers")
    }
    var generator = RandomGenerator(seed: 0, stream: 0xC4A2)
    let rows = generator.distinct(limit, below: count).sorted()
    return (rows, "\(grouped(limit)) of \(grouped(count)) customers, drawn at random")
  }

  /// The customers on the two directions in which they differ most.
  ///
  /// - Parameters:
  ///   - places: Per customer that is drawn its place on each direction.
  ///   - labels: Per customer that is drawn the index of its segment.
  ///   - centers: The place of each segment's centre.
  ///   - held: Share of the variance that both directions hold.
  func scatter(
    _ places: Matrix, labels: [Int32], told: String, centers: Matrix, held: Double
  ) -> Spec {
    var data = Rows()
    func add(_ label: Int, _ place: ArraySlice<Double>, isCenter: Bool) {
      data.add { row in
        row.member("segment", self.label(label))
        row.member("x", rounded(place.first ?? 0))
        row.member("y", rounded(place.dropFirst().first ?? 0))
        row.member("center", isCenter)
      }
    }
    for row in labels.indices { add(Int(labels[row]), places.row(row), isCenter: false) }
    for center in 0..<centers.rowCount { add(center, centers.row(center), isCenter: true) }
    return Canvas.picture(
      "The customers from afar",
      "\(told); the two directions hold \(Int((100 * held).rounded())) % of their differences",
      rows: data,
      drawing: """
        "width": 560, "height": 400,
        "encoding": {
          "x": {"field": "x", "type": "quantitative", "title": "First principal component"},
          "y": {"field": "y", "type": "quantitative", "title": "Second principal component"},
          "color": \(color()),
          "tooltip": [{"field": "segment", "title": "Segment"}]
        },
        "layer": [
          {
            "transform": [{"filter": "!datum.center"}],
            "mark": {"type": "point", "filled": true, "size": 18, "opacity": 0.5}
          },
          {
            "transform": [{"filter": "datum.center"}],
            "mark": {
              "type": "point", "filled": true, "size": 220, "shape": "diamond", "opacity": 1,
              "stroke": "white", "strokeWidth": 2
            }
          }
        ]
        """)
  }

  /// Every feature against every other, and on the diagonal how its values spread.
  func pairs(
    _ columns: [(name: String, values: [Double])], labels: [Int32], rows: [Int], told: String
  ) -> Spec {
    var data = Rows()
    for row in rows {
      data.add { written in
        written.member("segment", label(Int(labels[row])))
        for (place, column) in columns.enumerated() {
          written.member("f\(place)", optional: column.values[row].isNaN ? nil : column.values[row])
        }
      }
    }
    let size = max(110, 640 / max(columns.count, 1))
    let panels = columns.indices.map { down in
      Spec.list(
        columns.indices.map { across in
          // Names stand at the left and below only.
          let names = (
            across: down == columns.count - 1 ? columns[across].name : "",
            down: across == 0 ? columns[down].name : ""
          )
          return """
            {
              "width": \(size), "height": \(size),
              \(across == down ? spread("f\(down)", names) : cloud("f\(across)", "f\(down)", names))
            }
            """
        })
    }
    return Canvas.picture(
      "Every feature against every other", told + "; on the diagonal how many have such a value",
      rows: data,
      drawing: """
        "vconcat": \(Spec.list(panels.map { "{\"hconcat\": \($0)}" }))
        """)
  }

  /// A customer a point.
  private func cloud(
    _ across: String, _ down: String, _ names: (across: String, down: String)
  ) -> Spec {
    """
    "mark": {"type": "point", "filled": true, "size": 8, "opacity": 0.45},
    "encoding": {
      "x": {
        "field": \(across), "type": "quantitative", "scale": {"zero": false},
        "title": \(names.across)
      },
      "y": {
        "field": \(down), "type": "quantitative", "scale": {"zero": false},
        "title": \(names.down)
      },
      "color": \(color())
    }
    """
  }

  /// How many customers have such a value, by segment, one upon the other.
  private func spread(_ field: String, _ names: (across: String, down: String)) -> Spec {
    """
    "mark": {"type": "bar", "binSpacing": 0},
    "encoding": {
      "x": {
        "field": \(field), "bin": {"maxbins": 30}, "type": "quantitative",
        "scale": {"zero": false}, "title": \(names.across),
        "axis": {"ticks": false, "labelSeparation": 10}
      },
      "y": {
        "aggregate": "count", "type": "quantitative", "title": \(names.down),
        "axis": {"labels": false, "ticks": false}
      },
      "color": \(color())
    }
    """
  }

  /// How well the customers of each segment sit in it, the best first.
  ///
  /// - Parameter score: Of rows whose segments are `labels`.
  func silhouettes(_ score: SilhouetteScore, labels: [Int32]) -> Spec {
    var values = [[Double]](repeating: [], count: segments.count)
    for (label, value) in zip(labels, score.values) where label >= 0 {
      if let value { values[Int(label)].append(value) }
    }
    var data = Rows()
    for (index, found) in values.enumerated() where !found.isEmpty {
      let sorted = found.sorted(by: >)
      let steps = min(sorted.count, Self.silhouetteSteps)
      for step in 0..<steps {
        let place = steps == 1 ? 0 : step * (sorted.count - 1) / (steps - 1)
        data.add { row in
          row.member("segment", label(index))
          row.member("place", steps == 1 ? 1 : Double(step) / Double(steps - 1))
          row.member("silhouette", rounded(sorted[place]))
        }
      }
    }
    let mean = (score.mean * 1000).rounded() / 1000
    let told =
      score.usedCount < score.rowCount
      ? "\(grouped(score.usedCount)) of \(grouped(score.rowCount)) customers, drawn by segment"
      : "All \(grouped(score.rowCount)) customers"
    return Canvas.picture(
      "How well customers sit in their segments",
      "\(told), best first in each; line: the mean, \(shortestText(of: mean)); below 0: nearer to "
        + "another segment",
      rows: data,
      drawing: """
        "facet": {
          "row": {
            "field": "segment", "type": "nominal", "sort": \(order), "title": null,
            "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 240}
          }
        },
        "spacing": 4,
        "spec": {
          "width": 460, "height": 56,
          "layer": [
            {
              "mark": {"type": "area", "line": true, "opacity": 0.8},
              "encoding": {
                "x": {
                  "field": "place", "type": "quantitative", "axis": {"format": ".0%"},
                  "title": "Share of the segment's customers"
                },
                "y": {
                  "field": "silhouette", "type": "quantitative", "title": null,
                  "axis": {"tickCount": 3}
                },
                "color": \(color(legend: false)),
                "tooltip": [
                  {"field": "segment", "title": "Segment"},
                  {
                    "field": "silhouette", "type": "quantitative", "title": "Silhouette",
                    "format": ".3f"
                  }
                ]
              }
            },
            {
              "mark": {"type": "rule", "strokeDash": [4, 3], "color": "#444444"},
              "encoding": {"y": {"datum": \(mean)}}
            }
          ]
        }
        """)
  }

  /// How many customers have which scores of recency and frequency, and what they spend.
  ///
  /// - Parameter cells: Per cell its scores, 1 to 5, its customers, and their money where known.
  func rfmGrid(_ cells: [(recency: Int, frequency: Int, customers: Int, money: Double?)]) -> Spec {
    var data = Rows()
    func shade(_ cell: (recency: Int, frequency: Int, customers: Int, money: Double?)) -> Double {
      guard cell.customers > 0 else { return 0 }
      return cell.money.map { $0 / Double(cell.customers) } ?? Double(cell.customers)
    }
    let darkest = cells.map(shade).max() ?? 0
    for cell in cells where cell.customers > 0 {
      data.add { row in
        row.member("recency", cell.recency)
        row.member("frequency", cell.frequency)
        row.member("customers", cell.customers)
        if cell.money != nil { row.member("average", shade(cell)) }
        row.member("dark", shade(cell) > darkest / 2)
      }
    }
    let hasMoney = cells.contains { $0.money != nil }
    return Canvas.picture(
      "Recency against frequency",
      "Customers by fifths: 5 bought last or most often"
        + (hasMoney ? "; colour: money per customer" : ""),
      rows: data,
      drawing: """
        "width": {"step": 80}, "height": {"step": 52},
        "encoding": {
          "x": {
            "field": "recency", "type": "ordinal", "title": "Recency score",
            "scale": {"domain": [1, 2, 3, 4, 5]},
            "axis": {"labelAngle": 0}
          },
          "y": {
            "field": "frequency", "type": "ordinal", "title": "Frequency score",
            "scale": {"domain": [5, 4, 3, 2, 1]}
          },
          "tooltip": [
            {"field": "recency", "title": "Recency score"},
            {"field": "frequency", "title": "Frequency score"},
            {"field": "customers", "type": "quantitative", "title": "Customers", "format": ","},
            {"field": "average", "type": "quantitative", "title": "Money each", "format": ",.2f"}
          ]
        },
        "layer": [
          {
            "mark": {"type": "rect", "stroke": "white"},
            "encoding": {
              "color": {
                "field": \(hasMoney ? "average" : "customers"), "type": "quantitative",
                "title": \(hasMoney ? "Money each" : "Customers"), "scale": {"scheme": "blues"}
              }
            }
          },
          {
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
              "text": {"field": "customers", "type": "quantitative", "format": ","},
              "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": "black"}
            }
          }
        ]
        """)
  }

  /// Points of a segment's curve of silhouettes at most.
  private static let silhouetteSteps = 100

  /// Four digits: more than a picture shows, and a third of the bytes.
  private func rounded(_ value: Double) -> Double {
    (value * 10_000).rounded() / 10_000
  }
}
