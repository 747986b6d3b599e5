import Tables

/// Which columns besides the measures are wanted of customers, and as what.
///
/// While fitting, all that the recipe brings; for a model what its features and the call need.
struct Demand {
  /// Whether a model is used rather than made.
  let isForModel: Bool
  /// Whether money and orders are wanted by month.
  let wantsMonths: Bool
  private var kinds: [String: ColumnKind] = [:]
  private var wanted: Set<String> = []

  init(
    _ recipe: Recipe, needs: [ColumnRequest]?, alongside: [ColumnRequest], weight: String?,
    months: Bool
  ) {
    wantsMonths = months
    isForModel = needs != nil
    for rule in recipe.features ?? [] where rule.encode != nil { kinds[rule.column] = .text }
    for join in recipe.joins {
      for name in join.on {
        kinds[name] = .text
        wanted.insert(name)
      }
    }
    for request in alongside + (needs ?? []) {
      if let kind = request.kind { kinds[request.name] = kind }
      wanted.insert(request.name)
    }
    for derivation in recipe.derivations {
      kinds[derivation.from] = .date
      wanted.insert(derivation.from)
    }
    if let weight {
      kinds[weight] = .number
      wanted.insert(weight)
    }
  }

  /// What a column is to be read as; `nil` leaves it to its cells.
  func kind(of name: String) -> ColumnKind? { kinds[name] }

  /// Whether a column that the recipe brings is wanted.
  func wants(_ name: String) -> Bool { !isForModel || wanted.contains(name) }
}
