import JSON

/// A promised reply against the one that came.
enum Comparison {
  /// Where a reply differs from its promise; nil where it does not.
  ///
  /// Without a marker in the promise the two must be the same bytes.
  static func difference(_ promise: JSONSlice, _ reply: JSONSlice) -> String? {
    guard promise.text.contains("{\"$") else {
      return promise.text == reply.text ? nil : "came \(reply.text)\npromised \(promise.text)"
    }
    return difference(JSONValue(promise), JSONValue(reply), at: "")
  }

  private static func difference(
    _ promise: JSONValue, _ reply: JSONValue, at path: String
  ) -> String? {
    switch (promise, reply) {
    case (.object(let marker), _) where marker.keys.first?.hasPrefix("$") == true:
      return fits(marker, reply) ? nil : "\(path) is \(reply), promised \(promise)"
    case (.object(let promised), .object(let came)):
      guard promised.keys == came.keys else {
        return "\(path) has \(came.keys), promised \(promised.keys)"
      }
      for (name, value) in promised.members {
        guard let other = came[name] else { continue }
        if let found = difference(value, other, at: "\(path)/\(name)") { return found }
      }
      return nil
    case (.array(let promised), .array(let came)):
      guard promised.count == came.count else {
        return "\(path) has \(came.count) elements, promised \(promised.count)"
      }
      for (index, (value, other)) in zip(promised, came).enumerated() {
        if let found = difference(value, other, at: "\(path)/\(index)") { return found }
      }
      return nil
    default:
      return promise == reply ? nil : "\(path) is \(reply), promised \(promise)"
    }
  }

  /// `{"$any": "number"}`, or `{"$number": 1.5, "digits": 12}`.
  private static func fits(_ marker: JSONObject, _ reply: JSONValue) -> Bool {
    if let kind = marker["$any"]?.string { return reply.kindName == kind }
    guard let promised = marker["$number"]?.double, let digits = marker["digits"]?.integer,
      let came = reply.double
    else { return false }
    var tolerance = max(1, promised.magnitude)
    for _ in 0..<digits { tolerance /= 10 }
    return (came - promised).magnitude <= tolerance
  }
}
