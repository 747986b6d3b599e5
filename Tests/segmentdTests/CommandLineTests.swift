import Testing

extension ProgramTests {
  @Suite("The command line")
  struct CommandLineTests {
    @Test func `the version is one line`() throws {
      let finished = try Program.run(["--version"])

      #expect(finished.lines.count == 1)
      #expect(finished.output.hasPrefix("segmentd "))
      #expect(finished.errors == "")
      #expect(finished.status == 0)
    }

    @Test(arguments: [
      ["--help"], ["help"], ["help", "fit"], ["demo", "--help"], ["segment", "--help"],
      ["serve", "--help"], ["stdio", "--help"], ["call", "--help"], ["connect", "--help"],
      ["health", "--help"], ["config", "--help"], ["completions", "--help"],
    ])
    func `help is on standard output and fits 80 columns`(arguments: [String]) throws {
      let finished = try Program.run(arguments)

      #expect(finished.lines.count > 3)
      #expect(finished.lines.filter { $0.count > 80 } == [])
      #expect(finished.errors == "")
      #expect(finished.status == 0)
    }

    @Test func `help names every command and method`() throws {
      let overview = try Program.run(["--help"]).output

      for name in [
        "demo", "segment FILE", "serve", "stdio", "call METHOD", "connect", "health",
        "config show", "completions bash|zsh|fish", "fit", "assign", "profile",
        "silhouette", "models.list", "tables.put", "server.ping", "rpc.discover",
      ] {
        #expect(overview.contains("  \(name) "), "\(name)")
      }
    }

    @Test func `without a command the help goes to standard error`() throws {
      let finished = try Program.run([])

      #expect(finished.output == "")
      #expect(finished.errors == (try Program.run(["--help"]).output))
      #expect(finished.status == 64)
    }

    /// What stands on the line and what is said of it.
    static let mistakes: [(arguments: [String], sentence: String)] = [
      (["segmen"], "segmentd: there is no command \"segmen\"; did you mean \"segment\"?"),
      (["frobnicate"], "segmentd: there is no command \"frobnicate\"; segmentd --help lists them"),
      (["--verison"], "segmentd: there is no option \"--verison\"; did you mean \"--version\"?"),
      (
        ["help", "asign"],
        "segmentd: there is no command or method \"asign\"; did you mean \"assign\"?"
      ),
      (
        ["segment", "t.csv", "--custmer", "id"],
        "segmentd segment: there is no option --custmer; did you mean --customer?"
      ),
      (
        ["serve", "--zzz"],
        "segmentd serve: there is no option --zzz; segmentd serve --help lists them"
      ),
      (["segment"], "segmentd segment: it takes FILE but got nothing"),
      (["segment", "a", "b"], "segmentd segment: it takes FILE but got a b"),
      (
        ["segment", "a", "--k"],
        "segmentd segment: --k needs a value: number of segments (default: auto)"
      ),
      (["segment", "a", "--k", "2", "--k=3"], "segmentd segment: --k came twice; give it once"),
      (["config"], "segmentd config: it takes show but got nothing"),
      (["config", "set"], "segmentd config: it takes show but got set"),
      (
        ["completions", "csh"],
        "segmentd completions: there are no completions for \"csh\"; it takes bash, zsh or fish"
      ),
      (
        ["health", "--timeout", "soon"],
        "segmentd health: --timeout is \"soon\" but must be a whole number from 1 to 3600"
      ),
      (["segment", "a", "--json=1"], "segmentd segment: --json takes no value"),
    ]

    @Test(arguments: mistakes)
    func `a wrong command line is one sentence and status 64`(
      mistake: (arguments: [String], sentence: String)
    ) throws {
      let finished = try Program.run(mistake.arguments)

      #expect(finished.output == "")
      #expect(finished.errors == mistake.sentence + "\n")
      #expect(finished.status == 64)
    }
  }
}
