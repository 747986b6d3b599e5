import Foundation
import JSON
import SharedFiles
import Testing

@testable import SegmentService

@Suite("Refusals: data, files and models")
struct DataRefusalTests {
  static let forms = ParameterRefusalTests.forms

  static let shapes: [Refusal] = [
    .data(
      "an empty object", "{}", -32602, "invalid_params",
      "data is an empty object but must be \(forms)"),
    .data("a list", "[]", -32602, "invalid_params", "data is a list but must be \(forms)"),
    .data("a number", "5", -32602, "invalid_params", "data is 5 but must be \(forms)"),
    .data("a text", "\"x\"", -32602, "invalid_params", "data is \"x\" but must be \(forms)"),
    .data(
      "two forms", "{\"columns\":{\"a\":[1]},\"path\":\"x\"}", -32602, "invalid_params",
      "data is an object with \"columns\", \"path\" but must be \(forms)"),
    .data(
      "a member of another form", "{\"columns\":{\"a\":[1]},\"delimiter\":\";\"}", -32602,
      "invalid_params", "data takes no \"delimiter\", only columns, ids, measured"),
    .data(
      "a misspelt option of a file", "{\"path\":\"x\",\"delimeter\":\";\"}", -32602,
      "invalid_params",
      "data takes no \"delimeter\", only path, ids, measured, delimiter, encoding, date_format, "
        + "decimal, thousands, missing; did you mean \"delimiter\"?"),
    .data(
      "a delimiter that is none", "{\"path\":\"x\",\"delimiter\":\"!\"}", -32602, "invalid_params",
      "data.delimiter is \"!\" but must be \",\", \";\", \"\\t\" or \"|\""),
    .data(
      "rows without fields", "{\"rows\":[[1]]}", -32602, "invalid_params",
      "data.fields is missing; send a list of column names"),
    .data(
      "a base64 array without fields",
      "{\"fields\":[],\"dtype\":\"<f8\",\"shape\":[1000000000000000,0],\"b64\":\"\"}", -32602,
      "invalid_params",
      "data.fields is an empty list but must be a list of at least 1, each a text that is not empty"
    ),
    .data(
      "a shape of another width",
      "{\"fields\":[\"a\"],\"dtype\":\"<f8\",\"shape\":[2,2],\"b64\":\"\"}", -32602,
      "invalid_params",
      "data.shape is [2,2] but must be [rows, 1], one column per field"),
    .data(
      "a dtype that is none", "{\"fields\":[\"a\"],\"dtype\":\"f8\",\"shape\":[2,1],\"b64\":\"\"}",
      -32602, "invalid_params",
      "data.dtype is \"f8\" but must be \"<f8\" or \"<f4\"; did you mean \"<f8\"?"),
    .data(
      "ids that are no list", "{\"columns\":{\"a\":[1]},\"ids\":5}", -32602, "invalid_params",
      "data.ids is 5 but must be a list that names the rows"),
  ]

  @Test(arguments: shapes)
  func `a shape that data cannot have`(refusal: Refusal) throws { try refusal.check(at: Desk()) }

  static let cells: [Refusal] = [
    .data(
      "more columns than are read",
      "{\"columns\":{" + (0...10_000).map { "\"c\($0)\":[1]" }.joined(separator: ",") + "}}", 1004,
      "bad_data",
      "the data has 10001 columns but at most 10000 are read; leave out those that are not needed"),
    .data(
      "more fields than are read",
      "{\"fields\":[" + (0...10_000).map { "\"c\($0)\"" }.joined(separator: ",") + "],\"rows\":[]}",
      1004, "bad_data",
      "the data has 10001 columns but at most 10000 are read; leave out those that are not needed"),
    .data(
      "records that each name a column of their own",
      "{\"records\":[" + (0..<9_000).map { "{\"c\($0)\":1}" }.joined(separator: ",") + "]}", 1004,
      "bad_data",
      "1452 records name 1452 columns and most cells are missing; send fewer columns, or fewer "
        + "records at a time"),
    .data(
      "columns of two lengths", "{\"columns\":{\"a\":[1,2],\"b\":[1]}}", 1004, "bad_data",
      "column \"a\" has 2 cells but column \"b\" has 1; send as many cells in every column, with "
        + "null for a missing one"),
    .data(
      "a column that is a number", "{\"columns\":{\"a\":5}}", 1004, "bad_data",
      "column \"a\" is a number; send a list of cells"),
    .data(
      "a list for a cell", "{\"columns\":{\"a\":[1,[2]]}}", 1004, "bad_data",
      "the cell in row 1 of column \"a\" is a list; send a number, a text, true, false or null"),
    .data(
      "an object for a cell", "{\"records\":[{\"a\":{}}]}", 1004, "bad_data",
      "the cell in row 0 of column \"a\" is an object; send a number, a text, true, false or null"),
    .data(
      "a record that is a number", "{\"records\":[1]}", 1004, "bad_data",
      "row 0 is a number; send an object of cells for every row"),
    .data(
      "a row that is a number", "{\"fields\":[\"a\",\"b\"],\"rows\":[[1,2],5]}", 1004, "bad_data",
      "row 1 is a number; send a list of cells for every row"),
    .data(
      "ragged rows", "{\"fields\":[\"a\",\"b\"],\"rows\":[[1,2],[3]]}", 1004, "bad_data",
      "row 1 has 1 cell but there are 2 fields; send one cell per field, null where it is missing"),
    .data(
      "a row that is too long", "{\"fields\":[\"a\"],\"rows\":[[1],[2,3,4]]}", 1004, "bad_data",
      "row 1 has 3 cells but there are 1 field; send one cell per field, null where it is missing"),
    .data(
      "a column twice", "{\"columns\":{\"a\":[1,2],\"a\":[3,4]}}", 1004, "bad_data",
      "column \"a\" is there twice; give every column its own name"),
    .data(
      "a field twice", "{\"fields\":[\"a\",\"a\"],\"rows\":[[1,2]]}", 1004, "bad_data",
      "column \"a\" is there twice; give every column its own name"),
    .data(
      "a member twice in a record", "{\"records\":[{\"a\":1,\"a\":2}]}", 1004, "bad_data",
      "column \"a\" is there twice; give every column its own name"),
    .data(
      "fewer ids than rows", "{\"columns\":{\"a\":[1,2,3]},\"ids\":[1,2]}", 1004, "bad_data",
      "there are 2 ids for 3 rows; send an id for each row"),
    .data(
      "bytes of another number",
      "{\"fields\":[\"a\"],\"dtype\":\"<f8\",\"shape\":[2,1],\"b64\":\"AAAA\"}",
      1004, "bad_data",
      "b64 holds 3 bytes but shape and dtype ask for 2 × 1 numbers of 8; send the bytes of the "
        + "whole array"),
    .data(
      "a shape beyond memory",
      "{\"fields\":[\"a\"],\"dtype\":\"<f8\",\"shape\":[4611686018427387904,1],\"b64\":\"AAAA\"}",
      1004,
      "bad_data",
      "b64 holds 3 bytes but shape and dtype ask for 4611686018427387904 × 1 numbers of 8; send "
        + "the bytes of the whole array"),
    .data(
      "text that is not base64",
      "{\"fields\":[\"a\"],\"dtype\":\"<f8\",\"shape\":[1,1],\"b64\":\"!!!!\"}",
      1004, "bad_data",
      "b64 is not base64; send the bytes in the standard alphabet (RFC 4648), without line breaks"),
    .data(
      "infinity in base64",
      "{\"fields\":[\"a\"],\"dtype\":\"<f8\",\"shape\":[1,1],\"b64\":\"AAAAAAAA8H8=\"}", 1004,
      "bad_data",
      "the number in row 0 of column \"a\" is infinite; send finite numbers, and NaN where one is "
        + "missing"),
    .data(
      "text in a tenth of a number column",
      "{\"columns\":{\"a\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,\"x\",\"y\"]}}", 1004, "bad_data",
      "column \"a\" holds text in 2 of 21 cells (\"x\" at row 19); at most 5 % may be unreadable; "
        + "correct the cells or encode the column as a category"),
    .data(
      "no columns", "{\"columns\":{}}", 1005, "too_few_rows",
      "the data has no rows; send at least one"),
    .data(
      "no rows", "{\"columns\":{\"a\":[],\"b\":[]}}", 1005, "too_few_rows",
      "the data has no rows; send at least one"),
    .data(
      "no records", "{\"records\":[]}", 1005, "too_few_rows",
      "the data has no rows; send at least one"),
    .data(
      "rows alike", "{\"columns\":{\"a\":[3,3,3],\"b\":[1,1,1]}}", 1006, "degenerate",
      "all 3 rows are alike in every feature, so there is nothing to tell them apart; send rows "
        + "that differ or name other features"),
    .data(
      "one row", "{\"columns\":{\"a\":[3]}}", 1006, "degenerate",
      "one row has nothing to differ from; send at least two that differ"),
    .data(
      "no value at all", "{\"columns\":{\"a\":[null,null]}}", 1006, "degenerate",
      "no column is left to make a feature of: \"a\" has no value in any row"),
    .fit(
      "fewer distinct rows than segments", "\"k\":3", data: "{\"columns\":{\"a\":[3,3,3,4]}}", 1006,
      "degenerate",
      "2 different rows cannot fill 3 segments; ask for at most 2, or add a feature that tells the "
        + "rows apart"),
    .data(
      "a table that is not there", "{\"table\":\"t\"}", 1007, "table_not_found",
      "there is no table \"t\"; there is none yet, make one with tables.put"),
  ]

  @Test(arguments: cells)
  func `cells that cannot be used`(refusal: Refusal) throws { try refusal.check(at: Desk()) }

  static let transactions: [Refusal] = [
    .fit(
      "dates that are none",
      "\"recipe\":{\"transactions\":{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\"}}",
      data: "{\"columns\":{\"c\":[1,2],\"d\":[\"soon\",\"later\"],\"x\":[1,2]}}", 1004, "bad_data",
      "column \"d\" holds no date that is recognised (\"soon\" at row 0); allowed are iso, dmy, mdy, "
        + "ymd, epoch or a pattern; set date_format, such as \"DD.MM.YYYY\" or \"WW.YYYY\""),
    .fit(
      "purchases later than as_of",
      "\"recipe\":{\"transactions\":{\"customer\":\"c\",\"date\":\"d\",\"amount\":\"x\","
        + "\"as_of\":\"2020-02-01\"}}",
      data: "{\"columns\":{\"c\":[1,2],\"d\":[\"2020-01-01\",\"2020-03-01\"],\"x\":[1,2]}}", 1004,
      "bad_data",
      "a purchase of 2020-03-01T00:00:00 is later than the as-of date 2020-02-01T00:00:00; name a "
        + "later \"as_of\", or leave later rows out by \"where\" with \"max\""),
  ]

  @Test(arguments: transactions)
  func `transactions that cannot be used`(refusal: Refusal) throws {
    try refusal.check(at: Desk())
  }

  /// A model of two columns, one of transactions to 2020-03-01, and one without customers.
  private func desk() throws -> Desk {
    let desk = Desk()
    try desk.ask(
      "fit",
      "{\"model\":\"vip\",\"data\":\(ParameterRefusalTests.rows),\"k\":2,\"keep\":\"document\"}")
    try desk.ask(
      "fit",
      """
      {"model":"shop","k":2,"data":{"columns":{"c":["a","a","b"],
       "d":["2020-01-01","2020-02-01","2020-03-01"],"x":[1,2,9]}},
       "recipe":{"transactions":{"customer":"c","date":"d","amount":"x"}}}
      """)
    return desk
  }

  static let models: [Refusal] = {
    let rows = ParameterRefusalTests.rows
    return [
      Refusal(
        "an unknown model", "models.get", "{\"model\":\"customers\"}", 1001, "model_not_found",
        "there is no model \"customers\"; known are \"shop\", \"vip\""),
      Refusal(
        "a misspelt model", "assign", "{\"model\":\"vips\",\"data\":\(rows)}", 1001,
        "model_not_found", "there is no model \"vips\"; did you mean \"vip\"?"),
      Refusal(
        "an unknown version", "profile", "{\"model\":\"vip@7\"}", 1001, "model_not_found",
        "there is no model \"vip@7\"; callable are vip@1"),
      Refusal(
        "deleting an unknown model", "models.delete", "{\"model\":\"vop\"}", 1001,
        "model_not_found", "there is no model \"vop\"; did you mean \"vip\"?"),
      Refusal(
        "version zero", "assign", "{\"model\":\"vip@0\",\"data\":\(rows)}", -32602,
        "invalid_params",
        "model is \"vip@0\" but must be \(ParameterRefusalTests.name), or name@version"),
      Refusal(
        "a column that the model needs", "assign",
        "{\"model\":\"vip\",\"data\":{\"columns\":{\"a\":[1],\"c\":[2]}}}", 1003, "missing_feature",
        "the model needs \"b\" and the data has \"a\", \"c\"; send every column that the model was "
          + "fitted with, under the same name"),
      Refusal(
        "a column that the model's transactions need", "assign",
        "{\"model\":\"shop\",\"data\":{\"columns\":{\"c\":[\"z\"],\"x\":[2]}}}", 1003,
        "missing_feature",
        "the model needs \"d\" and the data has \"c\", \"x\"; send every column that the model was "
          + "fitted with, under the same name"),
      Refusal(
        "a purchase later than the model's date", "assign",
        "{\"model\":\"shop\",\"data\":{\"columns\":{\"c\":[\"z\"],\"d\":[\"2020-06-01\"],\"x\":[2]}}}",
        1004, "bad_data",
        "a purchase of 2020-06-01T00:00:00 is later than the as-of date 2020-03-02T00:00:00; send "
          + "\"as_of\": \"max+1d\" to measure against the rows sent, or fit again"),
      Refusal(
        "a date that is none", "assign", "{\"model\":\"shop\",\"data\":\(rows),\"as_of\":\"soon\"}",
        -32602, "invalid_params",
        "as_of is \"soon\" but must be max, max+1d or a date such as 2011-12-10"),
      Refusal(
        "a date without data", "profile", "{\"model\":\"shop\",\"as_of\":\"max\"}", -32602,
        "invalid_params", "as_of is sent alone but must be sent together with data"),
      Refusal(
        "a detail that is none", "assign",
        "{\"model\":\"vip\",\"data\":\(rows),\"detail\":[\"nme\"]}", -32602, "invalid_params",
        "detail[0] is \"nme\" but must be \"name\", \"distance\", \"runner_up\", \"margin\", "
          + "\"percentile\", \"outlier\", \"imputed\", \"out_of_range\", \"unseen\" or \"outlier_features\"; did you mean "
          + "\"name\"?"),
      Refusal(
        "rows that the model does not keep", "silhouette", "{\"model\":\"vip\"}", 1014,
        "data_needed", "the model keeps no rows; send data, or fit with keep set to \"rows\""),
      Refusal(
        "labels of one segment", "silhouette",
        "{\"model\":\"vip\",\"data\":\(rows),\"labels\":[1,1,1,1]}", 1006, "degenerate",
        "a silhouette of 1 segment over 4 rows is not defined; it needs at least 2 segments and "
          + "fewer segments than rows: send more rows or ask for another number"),
      Refusal(
        "fewer labels than rows", "silhouette",
        "{\"model\":\"vip\",\"data\":\(rows),\"labels\":[1,1,2]}", -32602, "invalid_params",
        "there are 3 labels for 4 rows; send a label for each row of data"),
      Refusal(
        "a label that is null", "silhouette",
        "{\"model\":\"vip\",\"data\":\(rows),\"labels\":[1,1,null,2]}", -32602, "invalid_params",
        "labels[2] is null but must be a whole number or a text"),
      Refusal(
        "labels without data", "silhouette", "{\"model\":\"vip\",\"labels\":[1]}", -32602,
        "invalid_params", "labels is sent alone but must be sent together with data"),
      Refusal(
        "labels that are no list", "silhouette",
        "{\"model\":\"vip\",\"data\":\(rows),\"labels\":\"x\"}", -32602, "invalid_params",
        "labels is \"x\" but must be a list with a label per row of data"),
    ]
  }()

  @Test(arguments: models)
  func `models that cannot be used so`(refusal: Refusal) throws {
    try refusal.check(at: try desk())
  }

  @Test func `NaN and numbers beyond range never reach the bridge`() {
    #expect(throws: JSONError.self) { try JSONText(Array("{\"a\":[1,NaN]}".utf8)) }
    #expect((try? JSONText(Array("{\"a\":[1,1e999]}".utf8)))?.outOfRange.count == 1)
  }

  @Test func `files that cannot be read say why`() throws {
    let folder = SharedData.folder + "/refused"
    let files = FileManager.default
    try files.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: folder) }
    func write(_ bytes: [UInt8], _ name: String) {
      _ = files.createFile(atPath: folder + "/" + name, contents: Data(bytes))
    }
    write([], "empty.csv")
    write(Array("a,b\n".utf8), "header.csv")
    write([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 3], "binary.csv")
    write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], "sales.csv.gz")
    write([0x50, 0x4B, 3, 4] + Array("....xl/workbook.xml".utf8), "book.xlsx")
    _ = unsafe mkfifo(folder + "/fifo", 0o600)
    try files.createSymbolicLink(atPath: folder + "/link.csv", withDestinationPath: "/etc/passwd")
    let desk = Desk(roots: [folder])
    func refuse(_ path: String, _ code: Int, _ kind: String, _ message: String) throws {
      try Refusal.data(path, "{\"path\":\"\(path)\"}", code, kind, message).check(at: desk)
    }
    let outside =
      "may not be read: it lies outside of \"\(folder)\"; move the file there or start "
      + "the server with another --data-root"

    try refuse("/etc/passwd", 1008, "path_not_allowed", "\"/etc/passwd\" \(outside)")
    try refuse("../x.csv", 1008, "path_not_allowed", "\"../x.csv\" \(outside)")
    try refuse("link.csv", 1008, "path_not_allowed", "\"link.csv\" \(outside)")
    try refuse("sub", 1009, "file_unreadable", "\"sub\" is a directory; name a file in it")
    try refuse(
      "fifo", 1009, "file_unreadable",
      "\"fifo\" is a FIFO (a named pipe); save what comes out of it to a file first")
    try refuse(
      "gone.csv", 1009, "file_unreadable", "\"gone.csv\" is missing; check the name and the folder")
    try refuse(
      "empty.csv", 1009, "file_unreadable",
      "\"empty.csv\" is empty; it needs a header line with the names of the columns and a line per row"
    )
    try refuse("header.csv", 1005, "too_few_rows", "the data has no rows; send at least one")
    try refuse(
      "binary.csv", 1009, "file_unreadable",
      "\"binary.csv\" is binary, no text (byte 4 is zero); save it as CSV")
    try refuse(
      "sales.csv.gz", 1009, "file_unreadable",
      "\"sales.csv.gz\" is compressed with gzip; unpack it first (gzip -d)")
    try refuse(
      "book.xlsx", 1009, "file_unreadable",
      "\"book.xlsx\" is an Excel workbook; save it as CSV (File, Save As, CSV UTF-8) and send that")
  }

  @Test func `a path without any data root is refused with the way out`() throws {
    expect(
      try Desk().refusal("fit", "{\"model\":\"m\",\"data\":{\"path\":\"x.csv\"}}"), 1008,
      "path_not_allowed",
      "\"x.csv\" may not be read: no folder is open for reading; start the server with --data-root "
        + "FOLDER")
  }
}
