import Glibc
import Testing

extension ProgramTests {
  @Suite("segmentd call")
  struct CallTests {
    @Test func `the result goes to standard output`() throws {
      let finished = try Program.run(["call", "server.ping"])

      #expect(finished.output == "{}\n")
      #expect(finished.errors == "")
      #expect(finished.status == 0)
    }

    @Test func `parameters come from the line, a file or standard input, on any number of lines`()
      throws
    {
      let folder = try Folder()
      let params = Samples.smallFit(model: "shop")
      let laidOut = params.split(separator: ",").joined(separator: ",\n  ") + "\n"
      try folder.write(laidOut, to: "params.json")

      let runs = [
        try Program.run(["call", "fit", params]),
        try Program.run(["call", "fit", "@params.json"], in: folder),
        try Program.run(["call", "fit", "-"], input: laidOut),
      ]

      for finished in runs {
        #expect(finished.errors == "")
        #expect(finished.status == 0)
        #expect(finished.lines.count == 1)
        let fit = try Reply(#"{"result":\#(finished.output)}"#)
        #expect(fit.result?["n"] as? Int == 6)
      }
    }

    @Test func `a running daemon is asked where its address is given`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let address = "127.0.0.1:\(port)"

      let fit = try Program.run(
        [
          "call", "fit", Samples.smallFit(model: "shop"), "--address", address, "--token-file",
          folder.path(of: "token"),
        ])
      let assign = try Program.run(
        [
          "call", "--address=\(address)", "assign", Samples.smallAssign(model: "shop"),
          "--token-file", folder.path(of: "token"),
        ])
      let end = try Program.run([
        "call", "server.shutdown", "--address", address, "--token-file", folder.path(of: "token"),
      ])

      #expect(fit.status == 0, "\(fit.errors)")
      let assigned = try Reply(#"{"result":\#(assign.output)}"#)
      #expect(assigned.result?["segment"] as? [Int] == [1, 2])
      #expect(end.status == 0)
      #expect(try session.status(within: 15).status == 0)
    }

    @Test func `the file of a model is imported as it is`() throws {
      let folder = try Folder()
      let (session, port) = try Session.daemon(in: folder)
      let address = "127.0.0.1:\(port)"
      let text = "id,spend\na,1\nb,2\nc,30\nd,31\n"
      try folder.write(text, to: "customers.csv")

      let written = try Program.run(
        ["segment", "customers.csv", "--k", "2", "--model", "model.json", "--json"], in: folder)
      let imported = try Program.run(
        [
          "call", "models.import", "@model.json", "--address", address, "--token-file",
          folder.path(of: "token"),
        ], in: folder)
      let list = try Program.run([
        "call", "models.list", "--address", address, "--token-file", folder.path(of: "token"),
      ])
      _ = try Program.run([
        "call", "server.shutdown", "--address", address, "--token-file", folder.path(of: "token"),
      ])

      #expect(written.status == 0, "\(written.errors)")
      #expect(imported.status == 0, "\(imported.errors)")
      let facts = try Reply(#"{"result":\#(imported.output)}"#)
      #expect(facts.result?["model"] as? String == "segments")
      #expect(facts.result?["k"] as? Int == 2)
      #expect(list.output.contains(#""model":"segments","version":1"#))
      #expect(try session.status(within: 15).status == 0)
    }

    /// What is asked, the code that comes back and the status that tells a script.
    static let refusals: [(arguments: [String], code: Int, status: Int32)] = [
      (["server.png"], -32601, 64),
      (["assign", #"{"model":1,"data":{}}"#], -32602, 64),
      (["assign", Samples.smallAssign(model: "nope")], 1001, 66),
      (["fit", #"{"model":"m","k":2,"data":{"columns":{"a":[1,2],"b":[1]}}}"#], 1004, 65),
      (["fit", #"{"model":"m","k":2,"data":{"path":"/nowhere.csv"}}"#], 1008, 66),
    ]

    @Test(arguments: refusals)
    func `an error goes to standard error as JSON, with a status for its kind`(
      refusal: (arguments: [String], code: Int, status: Int32)
    ) throws {
      let finished = try Program.run(["call"] + refusal.arguments)

      #expect(finished.output == "")
      #expect(finished.errors.hasSuffix("}\n"))
      let error = try Reply(#"{"error":\#(finished.errors)}"#)
      #expect(error.code == refusal.code)
      #expect(finished.status == refusal.status)
    }

    /// What is asked, what is said and the status.
    static let mistakes: [(arguments: [String], sentence: String, status: Int32)] = [
      (
        ["fit", #"{"model":"#],
        "the parameters are not JSON: byte 9: the text ends where a value is expected", 65
      ),
      (["fit", "@nowhere.json"], "cannot read the parameters from nowhere.json", 66),
      (
        ["server.ping", "--address", "127.0.0.1:1"],
        "cannot connect to 127.0.0.1:1: Connection refused; start the daemon there first", 69
      ),
      (
        ["server.ping", "--address", "here"],
        "--address: \"here\" is no address to use here; it must be HOST:PORT, such as "
          + "127.0.0.1:7464", 78
      ),
      ([], "it takes METHOD [JSON | @FILE | -] but got nothing", 64),
    ]

    @Test(arguments: mistakes)
    func `a call that cannot be made is one sentence`(
      mistake: (arguments: [String], sentence: String, status: Int32)
    ) throws {
      let finished = try Program.run(["call"] + mistake.arguments)

      #expect(finished.output == "")
      #expect(finished.errors == "segmentd call: \(mistake.sentence)\n")
      #expect(finished.status == mistake.status)
    }
  }
}
