import Tables
import Testing

@testable import Features

@Suite("Conditions")
struct ConditionTests {
  /// Whether a cell of text is a value, by looking at one value alone.
  private func isEqual(_ value: CellValue, _ cell: String) -> Bool {
    switch value {
    case .text(let text): text == cell
    case .number(let number): Features.number(cell) == number
    case .bool(let truth): cell.lowercased() == (truth ? "true" : "false")
    }
  }

  @Test func `looking a cell up is the same as comparing it with each value`() {
    var generator = SystemRandomNumberGenerator()
    let texts = [
      "", "a", "A", "1", "1.0", "01", "true", "TRUE", "False", "é", "e\u{301}", "2011-12-10", "-0",
    ]
    let numbers: [Double] = [0, -0.0, 1, 1.5, -3, 1e300]
    var comparedCount = 0

    for _ in 0..<3_000 {
      let values = (0..<Int.random(in: 0...6, using: &generator)).map { _ -> CellValue in
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: .number(numbers.randomElement(using: &generator) ?? 0)
        case 1: .bool(Bool.random(using: &generator))
        default: .text(texts.randomElement(using: &generator) ?? "")
        }
      }
      let instants = values.map { _ -> ClosedRange<Int64>? in
        guard Bool.random(using: &generator) else { return nil }
        let start = Int64.random(in: -20...20, using: &generator)
        return start...start + Int64.random(in: 0...8, using: &generator)
      }
      let lookup = ConditionValues(values, instants: instants)
      for cell in texts {
        #expect(lookup.contains(cell) == values.contains { isEqual($0, cell) }, "\(values) \(cell)")
      }
      for cell in numbers + [.infinity] {
        #expect(lookup.contains(cell) == values.map(\.number).contains(cell), "\(values) \(cell)")
      }
      for cell in Int64(-25)...30 {
        #expect(
          lookup.contains(cell) == instants.contains { $0?.contains(cell) ?? false },
          "\(instants) \(cell)")
      }
      comparedCount += texts.count + numbers.count + 57
    }

    print("cells compared: \(comparedCount)")
    #expect(comparedCount >= 200_000)
  }
}
