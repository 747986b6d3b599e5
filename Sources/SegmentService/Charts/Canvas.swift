import JSON
import Segmentation

/// What all pictures of a model share: the frame around a specification, and the segments' colours.
struct Canvas {
  let segments: [Segment]

  /// A whole specification: title, data and what draws it.
  ///
  /// - Parameters:
  ///   - subtitle: What was counted, and what was left out or put together.
  ///   - rows: The data, an object per row.
  ///   - drawing: Members of the specification.
  static func picture(
    _ title: String, _ subtitle: String, rows: Rows, drawing: Spec
  ) -> Spec {
    """
    {
      "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
      "title": {
        "text": \(title), "subtitle": \(subtitle), "subtitleColor": "#666666",
        "anchor": "start", "offset": 12
      },
      "background": "white",
      "config": {
        "font": "system-ui, sans-serif",
        "view": {"stroke": null},
        "axis": {"labelFontSize": 11, "titleFontSize": 12, "gridOpacity": 0.4},
        "legend": {"labelFontSize": 11, "titleFontSize": 12, "labelLimit": 240}
      },
      "data": {"name": "dataset", "values": \(rows.spec)},
      \(drawing)
    }
    """
  }

  /// The data of a picture, written as it comes.
  struct Rows {
    private var writer = JSONWriter()

    init() { writer.beginArray() }

    /// Adds a row.
    mutating func add(_ members: (inout JSONWriter) -> Void) { writer.object(members) }

    fileprivate var spec: Spec {
      Spec { whole in
        var writer = writer
        writer.endArray()
        whole.writeRaw(writer.bytes)
      }
    }
  }

  /// A segment as rows name it: its number goes ahead, so that equal names stay apart.
  func label(_ index: Int) -> String { "\(segments[index].id) \(segments[index].name)" }

  /// The segments in the order of their ids, for an axis or facets.
  var order: Spec { Spec(segments.indices.map { label($0) }) }

  /// The colour channel, the same for a segment in every picture: it goes by the segment's id.
  func color(legend: Bool = true) -> Spec {
    """
    {
      "field": "segment", "type": "nominal", "title": "Segment",
      "scale": {
        "domain": \(order), "range": \(segments.map { Canvas.color(ofSegment: $0.id) })
      }\(legend ? "" : ", \"legend\": null" as Spec)
    }
    """
  }

  /// The colour of a segment; beyond twelve they come again.
  ///
  /// > Source: Okabe and Ito, *Color Universal Design*, 2008, but for black and yellow, which are
  /// > hard to see on black or white; Tol, *Colour Schemes*, 2021, "muted", for the others.
  static func color(ofSegment id: Int) -> String {
    palette[max(0, id - 1) % palette.count]
  }

  private static let palette = [
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#332288", "#999933",
    "#882255", "#44AA99", "#AA4499", "#661100",
  ]
}
