import JSON
import JSONRPC
import SegmentProtocol
import SegmentService

extension Command {
  /// `segmentd segment FILE`: the whole job on one file, through the handlers of the methods.
  static let segment = Command(
    name: "segment", operands: "FILE", operandCount: 1...1,
    summary: "segment the customers of one CSV file: transactions or a table of customers",
    options: [
      OptionDescription(
        name: "--customer", value: "COLUMN", meaning: "the column that names the customer"),
      OptionDescription(
        name: "--date", value: "COLUMN", meaning: "the column of the purchase's date"),
      OptionDescription(
        name: "--invoice", value: "COLUMN", meaning: "the column of the order's number"),
      OptionDescription(
        name: "--amount", value: "COLUMN", meaning: "the column of the money of a row"),
      OptionDescription(
        name: "--quantity", value: "COLUMN", meaning: "the column of the number of pieces"),
      OptionDescription(
        name: "--price", value: "COLUMN", meaning: "the column of the price of a piece"),
      OptionDescription(
        name: "--recipe", value: "FILE", meaning: "a recipe as JSON, instead of recognising"),
      OptionDescription(
        name: "--k", value: "N|auto", meaning: "number of segments (default: auto)"),
      OptionDescription(name: "--seed", value: "N", meaning: "seed of the fit (default: 0)"),
      OptionDescription(
        name: "--out", value: "FILE",
        meaning: "where the customers go (default: segments.csv)"),
      OptionDescription(name: "--model", value: "FILE", meaning: "write the model document here"),
      OptionDescription(
        name: "--report", value: nil,
        meaning: "write a page with pictures beside --out (segments.html), by the Python package"),
      OptionDescription(
        name: "--json", value: nil, meaning: "print {fit, profile} as JSON and nothing else"),
    ],
    settings: [.config, .threads]
  ) { (options) throws(UsageError) in try SegmentJob(options).run() }
}

/// One run of `segment`.
struct SegmentJob {
  private let options: CommandLineOptions
  private let path: String
  let service: Service
  private let page: ReportPage?
  private let progress = ProgressLine()

  /// Where the customers go if nothing else is said.
  private static let customers = "segments.csv"

  init(_ options: CommandLineOptions) throws(UsageError) {
    self.options = options
    path = options.operands[0]
    // Whoever runs this may read what they name: a recipe's tables lie beside it, or beside the file.
    service = try options.service(
      dataRoots: [
        ".", System.folder(of: options.text("--recipe") ?? path), System.folder(of: path), "/",
      ], isLasting: false)
    let table = options.text("--out") ?? Self.customers
    page = options.has("--report") ? try ReportPage(beside: table) : nil
    let targets = [
      ("--out", table), ("--model", options.text("--model")), ("--report", page?.path),
    ]
    for case (let name, let target?) in targets where System.areSame(path, target) {
      throw UsageError(
        message: "\(name) would write over \(path), the file that is read; name another file")
    }
    guard page?.path != table else {
      throw UsageError(message: "--report would write over \(table); name a .csv file with --out")
    }
  }

  func run() throws(UsageError) -> Int32 {
    do throws(RPCError) {
      let (recipe, recognition) = try recipe()
      let fit = try answer("fit", try fitParameters(recipe))
      let profile = try answer("profile", ["model": "segments"])
      progress.clear()
      var files = try save()
      let trouble = page.flatMap { $0.write(shownName(), of: service) }
      if let page, trouble == nil {
        files.append(SegmentReport.File(path: page.path, what: "the report"))
      }
      if options.has("--json") {
        let result: JSONValue = ["fit": fit, "profile": profile]
        System.output(result.description + "\n")
      } else {
        System.output(
          SegmentReport(
            path: path, recognition: recognition, fit: fit, profile: profile, files: files
          ).text)
      }
      guard let trouble else { return ExitStatus.success }
      System.error("segmentd segment: \(trouble)\n")
      return ExitStatus.software
    } catch {
      progress.clear()
      System.error("segmentd segment: \(error.message)\n")
      return ExitStatus.of(error)
    }
  }

  /// The recipe that was given, or the one that follows from what the file seems to be.
  private func recipe() throws(RPCError) -> (JSONValue, FileRecognition?) {
    if let file = options.text("--recipe") {
      guard let bytes = System.read(file) else {
        throw RPCError(
          .fileUnreadable, "cannot read the recipe \(file); name a file that holds a JSON object",
          data: [("path", .string(file))])
      }
      do throws(JSONError) {
        return (JSONValue(try JSONText(bytes).root), nil)
      } catch {
        throw .parseError(error)
      }
    }
    var given: [FileRecognition.Role: String] = [:]
    for role in FileRecognition.Role.allCases {
      if let column = options.text("--\(role.rawValue)") { given[role] = column }
    }
    let recognition = try service.recognise(path: path, given: given)
    return (recognition.recipe, recognition)
  }

  private func fitParameters(_ recipe: JSONValue) throws(RPCError) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("model", "segments"), ("data", ["path": .string(path)]), ("recipe", recipe),
      ("keep", "rows"),
    ]
    for (option, name) in [("--k", "k"), ("--seed", "seed")] {
      guard let text = options.text(option) else { continue }
      members.append((name, Int(text).map { JSONValue($0) } ?? .string(text)))
    }
    return .object(JSONObject(members))
  }

  /// Asks a method in this process, telling a terminal how far it is.
  private func answer(_ method: String, _ params: JSONValue) throws(RPCError) -> JSONValue {
    let text: JSONText
    do throws(JSONError) {
      text = try JSONText(Array(params.description.utf8))
    } catch {
      throw .parseError(error)
    }
    let context = CallContext(
      isCancelled: { false },
      report: { done, total, step in progress.show(done, of: total, step) })
    switch service.respond(to: method, params: text.root, context: context) {
    case .result(let bytes):
      guard let result = try? JSONText(bytes) else { throw .internalError(incident: method) }
      return JSONValue(result.root)
    case .failure(let error): throw error
    }
  }

  /// Calls the model by the file's name, which the page bears, and tells it; or as it was called,
  /// where that is no name of a model.
  private func shownName() -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let name = String(file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex))
    do throws(RPCError) {
      _ = try answer("models.rename", ["model": "segments", "to": .string(name)])
      return name
    } catch {
      return "segments"
    }
  }

  /// Writes what was asked for; says what was written.
  private func save() throws(RPCError) -> [SegmentReport.File] {
    var files: [(path: String, what: String, bytes: [UInt8])] = [
      (
        options.text("--out") ?? Self.customers, "a row per customer",
        try service.segmentsCSV(of: "segments")
      )
    ]
    if let path = options.text("--model") {
      files.append((path, "the model", try service.document(of: "segments")))
    }
    for file in files {
      if let reason = System.save(file.bytes, to: file.path) {
        throw RPCError(
          code: 1030, kind: "storage",
          message: "cannot write \(file.path) (\(reason)); name another place",
          data: [("path", .string(file.path))])
      }
    }
    return files.map { SegmentReport.File(path: $0.path, what: $0.what) }
  }
}
