extension Command {
  static let demo = Command(
    name: "demo", operands: "", operandCount: 0...0, summary: "demo", options: []
  ) { _ in 0 }
}
