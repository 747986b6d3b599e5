import Spelling

/// Every method there is: the only source of dispatch, parameter checks, OpenRPC and help.
public enum MethodTable {
  /// The rows, in the order in which help shows them.
  public static let methods: [MethodDescriptor] = [
    Fit.method,
    Assign.method,
    Profile.method,
    Silhouette.descriptor,
    Sweep.method,
    Describe.method,
    RFM.method,
    Compare.method,
    Drift.method,
    Stability.method,
    Chart.method,
    FitPart.method,
    FitStep.method,
    FitReduce.method,
    FitFinish.method,
    Models.list,
    Models.get,
    Models.delete,
    ExportModel.method,
    ImportModel.method,
    Models.rename,
    Models.label,
    UploadedTables.put,
    UploadedTables.append,
    UploadedTables.get,
    UploadedTables.list,
    UploadedTables.delete,
    ServerMethods.auth,
    ServerMethods.info,
    ServerMethods.ping,
    ServerMethods.metrics,
    ServerMethods.shutdown,
    ServerMethods.discover,
  ]

  /// The row of that name.
  public static func method(named name: String) -> MethodDescriptor? { byName[name] }

  /// The known name nearest to an unknown one.
  public static func suggestion(for name: String) -> String? {
    nearestName(to: name, among: methods.map(\.name))
  }

  private static let byName = Dictionary(
    methods.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}

/// What this build is.
public enum Version {
  /// The program's version.
  public static let program = "0.1.0"

  /// The version of the protocol that it speaks.
  public static let wire = "1"

  /// The revisions of the Model Context Protocol that carry their version in every request.
  public static let modernMCP = ["2026-07-28"]

  /// The revisions of the Model Context Protocol that begin with `initialize`, the newest first.
  public static let legacyMCP = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

  /// Every revision of the Model Context Protocol that is spoken, the newest first.
  public static let mcp = modernMCP + legacyMCP
}
