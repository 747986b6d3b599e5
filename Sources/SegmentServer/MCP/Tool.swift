import JSON
import JSONRPC
import SegmentProtocol
import Spelling

/// A native method as a tool of an assistant.
struct Tool: Sendable {
  /// Its name; of letters and underscores alone, which every vendor takes.
  let name: String
  /// What people read.
  let title: String
  /// What an assistant reads before it decides.
  let description: String
  /// The row of the method table.
  let method: MethodDescriptor
  /// Whether it stores something.
  let writes: Bool

  /// Every tool whose method there is, in the order of an analysis.
  static let all: [Tool] = [
    tool(
      "list_models", "List models", "models.list",
      "List the stored customer segmentations: name, versions, number of segments and of "
        + "customers, features, date. Use it to find out which model names other tools can take."),
    tool(
      "fit_model", "Learn segments", "fit",
      "Segment customers by k-means and store the result as the next version of a model. With k "
        + "\"auto\" the number of segments is chosen and explained. Rows are customers already, or "
        + "transactions: then give recipe.transactions with the columns of customer, date and "
        + "amount (or quantity and price), and recency, frequency and monetary are measured. "
        + "Returns the segments with names, sizes, centres and advice, and a ledger of what was "
        + "done to which rows. The same call again does no work.", writes: true),
    tool(
      "assign_segments", "Assign customers", "assign",
      "Tell the segment of each row or customer by a stored model, which prepares the rows as it "
        + "learned to. Columns are matched by name. Set detail for distance, runner-up and margin. "
        + "Lists are cut where there are many customers (see truncated)."),
    tool(
      "profile_segments", "Profile segments", "profile",
      "Describe each segment of a model: size, share, money, mean and quartiles of every feature, "
        + "what tells it apart and what to do for its customers, in words. With by, how segments "
        + "fall on the values of a column such as country; with trend, by month or quarter."),
    tool(
      "silhouette_score", "Judge separation", "silhouette",
      "Tell how well customers sit in their segments, from -1 to 1, over all and by segment: above "
        + "0.5 is good, below 0.25 there is hardly any structure. For a model, or for labels sent "
        + "with data."),
    tool(
      "sweep_k", "Choose the number of segments", "sweep",
      "Try each number of segments in k_range and tell inertia, silhouette and other criteria of "
        + "each, what each criterion votes for, and which number to take, with reasons. Stores "
        + "nothing."),
    tool(
      "compare_models", "Compare two segmentations", "compare",
      "Tell which customers changed segments between two models, or two versions of one "
        + "(name@1 and name@2): agreement, matched segments, moves with their money, who is new "
        + "and who left."),
    tool(
      "describe_data", "Look at data", "describe",
      "Describe a table before any model: per column kind, missing cells, quartiles, top values, "
        + "outliers; correlations; a recipe that fits the columns; and with a recipe, what it would "
        + "do to the rows. Begin here with data that you do not know."),
    tool(
      "draw_chart", "Draw a chart", "chart",
      "Make a chart of a model or of data as a Vega-Lite v5 specification with its data inline: "
        + "elbow, silhouette, sizes, centers, profile, boxes, pairs, scatter, trend, by, rfm_grid "
        + "or migration."),
  ].compactMap(\.self)

  private static func tool(
    _ name: String, _ title: String, _ method: String, _ description: String, writes: Bool = false
  ) -> Tool? {
    MethodTable.method(named: method).map {
      Tool(name: name, title: title, description: description, method: $0, writes: writes)
    }
  }

  /// The tool of that name.
  ///
  /// - Throws: -32602 with the nearest name.
  static func named(_ name: String) throws(RPCError) -> Tool {
    if let tool = all.first(where: { $0.name == name }) { return tool }
    let names = all.map(\.name)
    let nearest = nearestName(to: name, among: names)
    throw .invalidParams(
      "there is no tool \(JSONValue.string(name).shown); "
        + (nearest.map { "did you mean \"\($0)\"?" } ?? "tools/list tells all of them"),
      param: "name", expected: names.joined(separator: ", "), got: JSONValue.string(name).shown,
      didYouMean: nearest)
  }

  /// `tools/list`: all of them on one page, the same for everybody.
  static func list(
    _ request: RPCRequest, _ era: MCPEra, _ native: MCPFace.Native
  ) throws(RPCError) -> Plan {
    if let cursor = MCPParameters(request.params)["cursor"] { throw .badCursor(cursor) }
    return era.reply(["tools": shown], lasting: .long)
  }

  private static let shown = JSONValue.array(all.map(\.json))

  private static let recipeElsewhere =
    "From raw rows to features, as fit_model takes it; describe_data suggests one."

  private var json: JSONValue {
    [
      "name": .string(name), "title": .string(title), "description": .string(description),
      "inputSchema": method.argumentsSchema(recipe: writes ? nil : Self.recipeElsewhere),
      "outputSchema": method.resultSchema(adding: Truncation.members),
      "annotations": [
        "title": .string(title), "readOnlyHint": .bool(!writes), "destructiveHint": false,
        "idempotentHint": true, "openWorldHint": false,
      ],
    ]
  }
}

extension RPCError {
  /// A place in a list that no answer has named.
  static func badCursor(_ cursor: JSONSlice) -> RPCError {
    let shown = JSONValue(cursor).shown
    return .invalidParams(
      "cursor is \(shown) but must be the nextCursor of an answer; leave it out to begin",
      param: "cursor", expected: "the nextCursor of an answer", got: shown)
  }
}
