public import Tables

/// Rows that other rows are looked up in by a key: a left join, whose key is there once on the right.
public struct Join: Equatable, Sendable {
  /// The key's columns on the left; at least one.
  public var on: [String]

  /// The key's columns on the right, as many.
  public var rightOn: [String]

  /// The columns that are brought; `nil`: all but the key and those that the left has already.
  public var columns: [String]?

  /// Where the rows came from, in the caller's words; nothing here reads it.
  public var origin: String

  /// The rows, kept with the recipe, for a join of transactions; `nil` for a join of customers, whose
  /// attributes are personal and come with every call.
  public var table: Table?

  /// The most rows of a lookup table that a recipe keeps.
  public static let rowLimit = 100_000

  /// Keeps what is given; without `rightOn` the key has the same names on both sides.
  public init(
    on: [String], rightOn: [String]? = nil, columns: [String]? = nil, origin: String = "",
    table: Table? = nil
  ) {
    self.on = on
    self.rightOn = rightOn ?? on
    self.columns = columns
    self.origin = origin
    self.table = table
  }
}

/// The table of all customers, those who never bought included.
public struct MasterTable: Equatable, Sendable {
  /// The columns that name a customer, one for each of ``TransactionRecipe/customer``.
  public var on: [String]

  /// Where the rows came from, in the caller's words; nothing here reads it.
  public var origin: String

  /// Keeps both.
  public init(on: [String], origin: String = "") {
    self.on = on
    self.origin = origin
  }
}

/// Rows that a recipe joins and no model keeps: customers' attributes, and the master table.
public struct AttributeSources {
  /// The rows of ``Recipe/joins``, in their order.
  public var joins: [any BatchSource]

  /// The rows of the master table; `nil` where they were not sent.
  public var customers: (any BatchSource)?

  /// Keeps both.
  public init(joins: [any BatchSource] = [], customers: (any BatchSource)? = nil) {
    self.joins = joins
    self.customers = customers
  }
}
