/// What its holder knows beside what it is: holders that differ in it alone are equal.
struct Uncounted<Value: Sendable>: Equatable, Sendable {
  let value: Value

  static func == (left: Uncounted, right: Uncounted) -> Bool { true }
}
