import JSON
import SegmentProtocol

/// What can be sent as a parameter.
protocol WireValue: Sendable {
  /// Writes it, one JSON value.
  func write(to writer: inout JSONWriter)
}

extension WireValue {
  /// The same as a tree, in which rows stay unread.
  var json: JSONValue {
    var writer = JSONWriter()
    write(to: &writer)
    return (try? JSONText(writer.bytes)).map { JSONValue($0.root, deferring: ["data"]) } ?? .null
  }
}

extension Int: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Double: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension Bool: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension String: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension JSONValue: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(self) }
}

extension JSONObject: WireValue {
  func write(to writer: inout JSONWriter) { writer.write(.object(self)) }
}

extension Array: WireValue where Element: WireValue {
  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    for element in self { element.write(to: &writer) }
    writer.endArray()
  }
}

/// A choice of words is sent as its word.
extension WireValue where Self: RawRepresentable<String> {
  func write(to writer: inout JSONWriter) { writer.write(rawValue) }
}

extension RefinementChoice: WireValue {}
extension SmallChoice: WireValue {}
extension Keep: WireValue {}
extension ProfileTrend: WireValue {}
extension SilhouetteMethod: WireValue {}
extension SweepCriterion: WireValue {}
extension ChartKind: WireValue {}
extension RFMNaming: WireValue {}
extension ExportDialect: WireValue {}

extension ClusterCount: WireValue {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .automatic: writer.write("auto")
    case .exactly(let count): writer.write(count)
    }
  }
}

extension InitialCenters: WireValue {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .greedyPlusPlus: writer.write("k-means++")
    case .random: writer.write("random")
    case .previous: writer.write("previous")
    case .centers(let centers): centers.write(to: &writer)
    }
  }
}

extension ClosedRange<Int>: WireValue {
  func write(to writer: inout JSONWriter) { [lowerBound, upperBound].write(to: &writer) }
}
