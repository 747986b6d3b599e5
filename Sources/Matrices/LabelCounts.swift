/// How often each label comes; -1 is counted nowhere.
///
/// - Parameters:
///   - labels: From -1 to `groupCount` - 1.
///   - groupCount: Number of labels.
public func labelCounts(_ labels: Span<Int32>, groupCount: Int) -> [Int] {
  // Four counters for each label: equal labels stand beside each other, and a counter that was just
  // raised is not ready for the next. The first four are for -1.
  var counters = [Int](repeating: 0, count: 4 * (groupCount + 1))
  var output = counters.mutableSpan
  let whole = labels.count & ~3
  var index = 0
  while index < whole {
    output[4 &* Int(labels[index]) &+ 4] &+= 1
    output[4 &* Int(labels[index &+ 1]) &+ 5] &+= 1
    output[4 &* Int(labels[index &+ 2]) &+ 6] &+= 1
    output[4 &* Int(labels[index &+ 3]) &+ 7] &+= 1
    index &+= 4
  }
  while index < labels.count {
    output[4 &* Int(labels[index]) &+ 4] &+= 1
    index &+= 1
  }
  return (1..<groupCount + 1).map { group in
    counters[4 * group] + counters[4 * group + 1] + counters[4 * group + 2]
      + counters[4 * group + 3]
  }
}
