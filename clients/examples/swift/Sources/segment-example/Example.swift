import SegmentClient

/// Learns two segments from six customers and places two more.
@main
struct Example {
  static func main() async throws {
    let client = try await Client.spawn()  // segmentd on the PATH, or SEGMENTD names it
    let customers: Rows = .columns([
      "recency": [3, 5, 8, 210, 180, 240], "spend": [950, 870, 1020, 40, 65, 20],
    ])

    let updates = ProgressUpdates()
    async let fit = client.options(progress: updates).fit("shop", customers, k: 2)
    var steps = 0
    for await _ in updates { steps += 1 }
    let model = try await fit
    print("progress was told:", steps > 0)
    for segment in model.segments {
      print(
        segment.id, segment.size, "customers, spent", segment.center["spend"]?.rounded() ?? .nan)
    }

    let new = try await model.assign(
      .rows(["recency", "spend"], [[4, 900], [200, 50]], ids: ["Ann", "Bob"]), detail: [.margin])
    for (id, segment) in zip(new.ids ?? [], new.segments) {
      print(id, "is in segment", segment.map { String($0) } ?? "none")
    }

    do {
      _ = try await client.assign("shops", customers)
    } catch let error as SegmentdError where error.kind == .modelNotFound {
      print("there is no such model, but", error.available)
    }
    await client.close()
  }
}
