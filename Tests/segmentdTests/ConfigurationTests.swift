import Glibc
import Testing

extension ProgramTests {
  @Suite("Settings")
  struct ConfigurationTests {
    /// What `config show` says of the settings that are not as they come.
    private func changed(
      _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) throws -> [String] {
      let folder = try Folder()
      let standard = try Program.run(
        ["config", "show"], environment: ["XDG_CONFIG_HOME": folder.path])
      let finished = try Program.run(
        ["config", "show"] + arguments,
        environment: ["XDG_CONFIG_HOME": folder.path].merging(environment) { $1 })

      #expect(standard.status == 0)
      #expect(finished.errors == "")
      #expect(finished.status == 0)
      return finished.words.filter { !standard.words.contains($0) }
    }

    @Test func `a flag counts before a variable, that before the file, that before the default`()
      throws
    {
      let folder = try Folder()
      let file = try folder.write(
        "log-level = debug\nthreads = 3\ngrace = 7 # seconds\n", to: "a.conf")
      let variables = [
        "SEGMENTD_CONFIG": file, "SEGMENTD_THREADS": "2", "SEGMENTD_LOG_LEVEL": "warning",
      ]

      let shown = try changed(["--log-level=error"], variables)

      #expect(
        shown == [
          "# config = \(file) # SEGMENTD_CONFIG", "threads = 2 # SEGMENTD_THREADS",
          "grace = 7 # \(file):3", "log-level = error # --log-level",
        ])
    }

    @Test func `the file in its usual place is read without being named`() throws {
      let home = try Folder()
      let file = try home.write("max_in_flight = 5\n", to: "segmentd/segmentd.conf")

      let shown = try changed([], ["XDG_CONFIG_HOME": home.path])
      let info = try Program.run(
        ["call", "server.info"], environment: ["XDG_CONFIG_HOME": home.path])

      #expect(shown == ["max-in-flight = 5 # \(file):1"])
      #expect(info.output.contains(#""max_in_flight":5"#))
    }

    @Test func `what it shows is a file that says the same`() throws {
      let folder = try Folder()
      let arguments = [
        "--data-root", " a # b", "--data-root", #"c"\d"#, "--max-message", "1048577", "--at-eof",
        "cancel",
      ]

      let shown = try Program.run(
        ["config", "show"] + arguments, environment: ["XDG_CONFIG_HOME": folder.path])
      let file = try folder.write(shown.output, to: "again.conf")
      let again = try Program.run(
        ["config", "show", "--config", file], environment: ["XDG_CONFIG_HOME": folder.path])

      func values(_ finished: Program.Finished) -> [String] {
        finished.lines.filter { !$0.hasPrefix("#") }.map { line in
          line.split(separator: "  # ").dropLast().joined(separator: "  # ")
            .split(separator: " ").joined(separator: " ")
        }
      }
      #expect(values(shown).contains(#"data-root = " a # b""#))
      #expect(values(shown).contains("max-message = 1048577"))
      #expect(values(again) == values(shown))
    }

    @Test func `a secret is never shown`() throws {
      let shown = try changed([], ["SEGMENTD_TOKEN": "open sesame, open sesame"])

      #expect(shown == ["# SEGMENTD_TOKEN (hidden) # SEGMENTD_TOKEN"])
    }

    /// A file's content, and what is said of it after its path.
    static let badFiles: [(content: String, sentence: String)] = [
      (
        "log-level = info\n\nlog_levle = debug\n",
        ":3: there is no setting log_levle; did you mean log-level?"
      ),
      (
        "zzzzzzzzz = 1\n", ":1: there is no setting zzzzzzzzz; segmentd config show lists them"
      ),
      (
        "token = secret-secret-secret\n",
        ":1: token is a secret and may not stand here; set SEGMENTD_TOKEN, or name a file of its "
          + "own with token-file"
      ),
      (
        "log-level = loud\n",
        ":1: log-level is \"loud\" but must be debug, info, warning or error"
      ),
      (
        "threads = 0\n", ":1: threads is \"0\" but must be a whole number from 1 to 1024"
      ),
      (
        "threads = 99999999999999999999\n",
        ":1: threads is \"99999999999999999999\" but must be a whole number from 1 to 1024"
      ),
      (
        "max-message = 9000000000G",
        ":1: max-message is \"9000000000G\" but must be a number of bytes from 1K to 1024G, such "
          + "as 512M"
      ),
      ("threads = 2\nthreads = 3\n", ":2: threads came twice; set it once"),
      (
        "threads 2\n",
        ":1: there is no = in \"threads 2\"; a line is NAME = VALUE, a comment begins with #"
      ),
      (
        "= 2\n",
        ":1: there is no name before =; a line is NAME = VALUE, a comment begins with #"
      ),
      (
        "data-root = \"a\n",
        ":1: the quotes of data-root are not closed, or something follows them; a line is "
          + "NAME = VALUE, a comment begins with #"
      ),
      ("data-root =\n", ":1: data-root is \"\" but must be a text that is not empty"),
    ]

    @Test(arguments: badFiles)
    func `a mistake in the file ends with 78 and names its line`(
      bad: (content: String, sentence: String)
    ) throws {
      let folder = try Folder()
      let file = try folder.write(bad.content, to: "bad.conf")

      for command in [["config", "show"], ["stdio"], ["serve"], ["segment", "t.csv"]] {
        let finished = try Program.run(command + ["--config", file])

        #expect(finished.errors == "segmentd \(command[0]): \(file)\(bad.sentence)\n")
        #expect(finished.output == "")
        #expect(finished.status == 78)
      }
    }

    /// Variables, and what is said of them.
    static let badVariables: [(name: String, value: String, sentence: String)] = [
      (
        "SEGMENTD_LOG_LVEL", "debug",
        "the environment sets SEGMENTD_LOG_LVEL, which is no setting; did you mean "
          + "SEGMENTD_LOG_LEVEL?"
      ),
      (
        "SEGMENTD_GRACE", "ten",
        "SEGMENTD_GRACE is \"ten\" but must be a whole number from 0 to 86400"
      ),
      (
        "SEGMENTD_CONFIG", "/nowhere/at.all",
        "cannot read the configuration file /nowhere/at.all, which SEGMENTD_CONFIG names"
      ),
    ]

    @Test(arguments: badVariables)
    func `a mistake in the environment ends with 78 and names the variable`(
      bad: (name: String, value: String, sentence: String)
    ) throws {
      let finished = try Program.run(["config", "show"], environment: [bad.name: bad.value])

      #expect(finished.errors == "segmentd config: \(bad.sentence)\n")
      #expect(finished.status == 78)
    }

    /// Flags, and what is said of them.
    static let badFlags: [(arguments: [String], sentence: String)] = [
      (
        ["stdio", "--threads", "0"],
        "segmentd stdio: --threads is \"0\" but must be a whole number from 1 to 1024"
      ),
      (
        ["stdio", "--log-level", "loud"],
        "segmentd stdio: --log-level is \"loud\" but must be debug, info, warning or error"
      ),
      (
        ["stdio", "--at-eof", "wait"],
        "segmentd stdio: --at-eof is \"wait\" but must be answer or cancel"
      ),
    ]

    @Test(arguments: badFlags)
    func `a bad value of a flag ends with 78 and names the flag`(
      bad: (arguments: [String], sentence: String)
    ) throws {
      let finished = try Program.run(bad.arguments)

      #expect(finished.errors == bad.sentence + "\n")
      #expect(finished.output == "")
      #expect(finished.status == 78)
    }

    @Test func `variables that others put there are left alone`() throws {
      let shown = try changed(
        [],
        [
          "SEGMENTD_PORT": "tcp://10.0.0.1:7464", "SEGMENTD_SERVICE_HOST": "10.0.0.1",
          "SEGMENTD_PORT_7464_TCP": "tcp://10.0.0.1:7464",
        ])

      #expect(shown == [])
    }

    @Test func `a log of JSON has an object per line`() throws {
      let folder = try Folder()
      let (session, _) = try Session.daemon(in: folder, ["--log-format", "json"])

      session.signal(SIGTERM)
      _ = try session.status(within: 15)

      let errors = try session.errors
      let lines = errors.split(separator: "\n")
      #expect(lines.count >= 2)
      #expect(lines.allSatisfy { $0.hasPrefix(#"{"time":""#) && $0.hasSuffix(#""}"#) })
      #expect(errors.contains(#""level":"info","event":"listening on 127.0.0.1:"#))
    }
  }
}
