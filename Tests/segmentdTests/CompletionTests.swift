import Foundation
import Testing

extension ProgramTests {
  @Suite("Completions")
  struct CompletionTests {
    /// Runs a shell over a script; gives what it printed.
    private func run(_ shell: String, _ script: String) throws -> Program.Finished {
      let folder = try Folder()
      let file = try folder.write(script, to: "script")
      let output = try folder.write("", to: "out")
      let errors = try folder.write("", to: "err")
      let (process, end) = Program.process("/usr/bin/env", [shell, file], in: folder)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
      process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
      try process.run()
      try #require(end.wait(timeout: .now() + 60) == .success)
      return Program.Finished(
        status: process.terminationStatus, output: try folder.read("out"),
        errors: try folder.read("err"))
    }

    /// Whether the shell is installed.
    private static func has(_ shell: String) -> Bool {
      ["/bin/", "/usr/bin/", "/usr/local/bin/"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + shell)
      }
    }

    /// The words of a line whose last is to be completed, and what bash offers.
    static let lines: [(words: [String], offers: [String])] = [
      (["seg"], ["segment"]),
      (["co"], ["connect", "config", "completions"]),
      (["serve", "--log-l"], ["--log-level"]),
      (["serve", "--log-format", ""], ["text", "json"]),
      (["serve", "--at-e"], []),
      (["stdio", "--at-eof", "c"], ["cancel"]),
      (["call", "silh"], ["silhouette"]),
      (["call", "models.l"], ["models.list", "models.label"]),
      (["config", ""], ["show"]),
      (["completions", "f"], ["fish"]),
      (["help", "tables.p"], ["tables.put"]),
      (["segment", "sal"], ["sales.csv"]),
      (["serve", "--data-root", "da"], ["data"]),
      (["nothing", ""], []),
    ]

    @Test func `bash offers commands, options, values, methods and files`() throws {
      let script = try Program.run(["completions", "bash"]).output
      var test = script + "touch sales.csv data.csv; mkdir data\ncompopt() { :; }\n"
      for line in Self.lines {
        let words = (["segmentd"] + line.words).map { "'\($0)'" }.joined(separator: " ")
        test += "COMP_WORDS=(\(words)); COMP_CWORD=\(line.words.count); _segmentd; "
        test += "echo \"${COMPREPLY[*]}\"\n"
      }

      let finished = try run("bash", test)

      #expect(finished.errors == "")
      let offers = finished.output.split(separator: "\n", omittingEmptySubsequences: false)
        .dropLast().map { $0.split(separator: " ").map(String.init) }
      #expect(offers.count == Self.lines.count)
      for (line, offer) in zip(Self.lines, offers) {
        #expect(Set(offer) == Set(line.offers), "segmentd \(line.words)")
      }
    }

    @Test(.enabled(if: has("zsh"), "zsh is not installed"))
    func `zsh takes its script and offers commands`() throws {
      let folder = try Folder()
      let path = try folder.write(try Program.run(["completions", "zsh"]).output, to: "_segmentd")

      let finished = try run(
        "zsh",
        """
        emulate zsh; autoload -Uz compinit && compinit -u -D; zsh -n \(path) || exit 1
        _describe() { print -l -- ${(P)2} }
        _arguments() { print -l -- "$@" }
        source \(path); words=(segmentd co); CURRENT=2; _segmentd
        words=(segmentd stdio --at-eof); CURRENT=3; _segmentd
        """)

      #expect(finished.errors == "")
      #expect(finished.output.contains("connect:join standard input and output"))
      #expect(finished.output.contains("--at-eof=[what the end of input does"))
      #expect(finished.output.contains(":(answer cancel)"))
    }

    @Test(.enabled(if: has("fish"), "fish is not installed"))
    func `fish offers commands, values and methods`() throws {
      let script = try Program.run(["completions", "fish"]).output

      let finished = try run(
        "fish",
        script + """
          complete -C 'segmentd conn' | string split -f1 \\t
          complete -C 'segmentd stdio --at-eof c' | string split -f1 \\t
          complete -C 'segmentd call silh' | string split -f1 \\t
          """)

      #expect(finished.errors == "")
      #expect(finished.lines == ["connect", "cancel", "silhouette"])
    }
  }
}
