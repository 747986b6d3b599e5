import Foundation
import Glibc
import Testing

extension ProgramTests {
  /// What the program asks of the system while it saves, and what it does when that is refused.
  @Suite("segmentd --state and the disk")
  struct DurabilityTests {
    static let traced =
      "openat,write,fsync,rename,renameat,renameat2,link,linkat,unlinkat,fdatasync,sync,syncfs"
    static let hasStrace = unsafe access("/usr/bin/strace", X_OK) == 0
    static let hasUnshare: Bool = {
      let (process, end) = Program.process(
        "/usr/bin/unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
      process.standardError = FileHandle.nullDevice
      guard geteuid() == 0, (try? process.run()) != nil else { return false }
      end.wait()
      return process.terminationStatus == 0
    }()

    private func fit(_ id: Int, seed: Int = 0) -> String {
      Samples.request(
        id, "fit",
        Samples.smallFit(model: "shop").dropLast() + ",\"seed\":\(seed),\"reuse\":false}")
    }

    private func ask(
      _ session: Session, _ id: Int, _ method: String, _ params: String = "{}"
    ) throws -> Reply {
      try session.wire.send(Samples.request(id, method, params))
      return try session.wire.reply()
    }

    @Test(.enabled(if: hasStrace, "strace is not there; apt-get install strace"))
    func `a version is written, on the disk, in its place, and only then answered`() throws {
      let folder = try Folder()
      let state = folder.path(of: "state")
      let log = folder.path(of: "trace")
      let session = try Session(
        [
          "-f", "-y", "-s", "60", "-o", log, "-e", "trace=\(Self.traced)", Program.path, "stdio",
          "--state", state,
        ], executable: "/usr/bin/strace")

      try session.wire.send(fit(7))
      let reply = try session.wire.reply()
      session.wire.finishSending()
      let status = try session.status(within: 60).status
      let trace = try Trace(try folder.read("trace"))

      #expect(reply.result?["version"] as? Int == 1, "\(reply.error)")
      #expect(status == 0)
      let place = "\(state)/models/shop"
      let made = trace.calls.filter { $0.name == "openat" && $0.text.contains("O_EXCL") }
        .compactMap(\.madePath)
      #expect(made.count == 3 && made.allSatisfy { $0.hasPrefix(place + "/") })
      let link = try #require(trace.calls.first { $0.name == "linkat" })
      #expect(link.text.contains("\"1.model\""))
      for path in made {
        let written = try #require(trace.last("write", on: path), "\(path) is not written")
        let synced = try #require(trace.first("fsync", on: path), "\(path) is not synced")
        // Calls of several threads may overlap: what is done counts from its end, what comes next
        // from its beginning.
        #expect(written.end < synced.begin)
        #expect(synced.end < link.begin)
      }
      let folderSynced = try #require(trace.first("fsync", on: place))
      let parentSynced = try #require(
        trace.calls.first {
          $0.name == "fsync" && $0.path == "\(state)/models" && $0.begin > link.end
        })
      #expect(link.end < folderSynced.begin)
      let answered = try #require(
        trace.calls.first { $0.name == "write" && $0.text.contains("\\\"id\\\":7") })
      #expect(folderSynced.end < answered.begin)
      #expect(parentSynced.end < answered.begin)
      print("calls of a traced fit compared: \(trace.calls.count)")
    }

    /// Calls that fail, in a process that has a model already.
    @Test(
      .enabled(if: hasStrace, "strace is not there; apt-get install strace"),
      arguments: [
        ("fsync:error=EIO", "fit", 5), ("write:error=ENOSPC:when=5", "fit", 28),
        ("linkat:error=EIO", "fit", 5), ("fsync:error=EIO:when=4", "fit", 5),
        ("fsync:error=EIO:when=5", "fit", 5), ("write:error=EDQUOT:when=3", "fit", 122),
        ("renameat:error=EIO", "label", 5), ("fsync:error=EIO", "label", 5),
        ("renameat:error=EROFS", "rename", 30), ("fsync:error=EIO", "delete", 5),
      ])
    func `a call that fails is told, and the old version is served`(
      fault: String, change: String, errno: Int
    ) throws {
      let folder = try Folder()
      let state = folder.path(of: "state")
      let first = try Program.run(["stdio", "--state", state], input: fit(1))
      try #require(first.output.contains("\"version\":1"), "\(first)")
      let session = try Session(
        [
          "-f", "-o", "/dev/null", "-e", "trace=\(fault.prefix { $0 != ":" })", "-e",
          "inject=\(fault)", Program.path, "stdio", "--state", state,
        ], executable: "/usr/bin/strace")
      switch change {
      case "fit": try session.wire.send(fit(3, seed: 1))
      case "label":
        try session.wire.send(
          Samples.request(3, "models.label", #"{"model":"shop","segment":1,"name":"Gold"}"#))
      case "rename":
        try session.wire.send(
          Samples.request(3, "models.rename", #"{"model":"shop","to":"mall"}"#))
      default: try session.wire.send(Samples.request(3, "models.delete", #"{"model":"shop"}"#))
      }
      let reply = try session.wire.reply()
      let assigned = try ask(session, 4, "assign", Samples.smallAssign(model: "shop"))
      let list = try ask(session, 5, "models.list")
      session.wire.finishSending()

      #expect(reply.code == 1030, "\(reply.error)")
      #expect(
        reply.error.contains("errno = \(errno)") || reply.error.contains("\"errno\": \(errno)"))
      #expect(assigned.result?["version"] as? Int == 1, "\(assigned.error)")
      #expect((list.result?["models"] as? [[String: Any]])?.count == 1)
      #expect(try session.status(within: 60).status == 0)
      // What the failing process left is cleared away by the next, which has the old version.
      let next = try Program.run(
        ["stdio", "--state", state],
        input: Samples.request(1, "models.get", #"{"model":"shop"}"#))
      #expect(next.output.contains("\"versions\":[1]"), "\(next)")
      let left = try FileManager.default.subpathsOfDirectory(atPath: state)
      #expect(left.filter { $0.hasSuffix(".new") || $0.contains("trash") } == [])
      #expect(left.filter { $0.hasSuffix(".rows") }.count == 1)
    }

    @Test(.enabled(if: hasUnshare, "mounting a file system of its own needs root"))
    func `a full disk is told, and what was there is served`() throws {
      let folder = try Folder()
      let state = folder.path(of: "state")
      try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
      let session = try Session(
        [
          "-m", "sh", "-c",
          "mount -t tmpfs -o size=100k tmpfs '\(state)' && exec '\(Program.path)' stdio --state "
            + "'\(state)'",
        ], executable: "/usr/bin/unshare")

      var versions = 0
      var refusal: Reply?
      for name in 0..<40 where refusal == nil {
        try session.wire.send(
          Samples.request(name, "fit", Samples.smallFit(model: "shop\(name)")))
        let reply = try session.wire.reply()
        if reply.code == nil { versions += 1 } else { refusal = reply }
      }

      let told = try #require(refusal, "a disk of 100 kB took 40 models")
      #expect(versions > 2)
      #expect(told.code == 1030 && told.error.contains("28"), "\(told.error)")
      for name in 0..<versions {
        let assigned = try ask(session, 50, "assign", Samples.smallAssign(model: "shop\(name)"))
        #expect(assigned.code == nil, "\(assigned.error)")
      }
      let list = try ask(session, 51, "models.list")
      #expect((list.result?["models"] as? [[String: Any]])?.count == versions)
      for name in 0..<3 {
        let gone = try ask(session, 52, "models.delete", "{\"model\":\"shop\(name)\"}")
        #expect(gone.code == nil, "\(gone.error)")
      }
      let again = try ask(session, 53, "fit", Samples.smallFit(model: "new"))
      #expect(again.code == nil, "\(again.error)")
    }

    @Test(.enabled(if: hasUnshare, "mounting a file system of its own needs root"))
    func `a read-only directory serves its models and takes no others`() throws {
      let folder = try Folder()
      let state = folder.path(of: "state")
      _ = try Program.run(["stdio", "--state", state], input: fit(1))
      let session = try Session(
        [
          "-m", "sh", "-c",
          "mount --bind '\(state)' '\(state)' && mount -o remount,ro,bind '\(state)' && exec "
            + "'\(Program.path)' stdio --state '\(state)'",
        ], executable: "/usr/bin/unshare")

      let silhouette = try ask(session, 2, "silhouette", #"{"model":"shop"}"#)
      #expect(silhouette.code == nil, "\(silhouette.error)")
      let changes = [
        ("fit", Samples.smallFit(model: "other")),
        ("fit", Samples.smallFit(model: "shop").dropLast() + ",\"reuse\":false}"),
        ("models.label", #"{"model":"shop","segment":1,"name":"Gold"}"#),
        ("models.rename", #"{"model":"shop","to":"mall"}"#),
        ("models.delete", #"{"model":"shop"}"#),
      ]
      for (method, params) in changes {
        let reply = try ask(session, 3, method, params)
        #expect(reply.code == 1030 && reply.error.contains("30"), "\(method): \(reply.error)")
        let assigned = try ask(session, 4, "assign", Samples.smallAssign(model: "shop"))
        #expect(assigned.result?["version"] as? Int == 1, "\(assigned.error)")
      }
    }

    @Test func `a state directory is its owner's alone, and a file is none`() throws {
      let folder = try Folder()
      let file = try folder.write("", to: "file")

      let made = try Program.run(["stdio", "--state", folder.path(of: "a/b")], input: fit(1))
      let refused = try Program.run(["stdio", "--state", file], input: "")

      #expect(made.status == 0)
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path(of: "a")) + [""] {
        var record = stat()
        #expect(unsafe stat(folder.path(of: "a/" + path), &record) == 0)
        #expect(record.st_mode & 0o077 == 0)
      }
      #expect(refused.status == 73)
      #expect(
        refused.errors.contains(
          "\(file) is not a directory; name a directory, or one that can be made"))
    }
  }
}

/// The calls of a trace in the order in which they ended.
private struct Trace {
  struct Call {
    let name: String
    let text: String
    /// Lines of the trace where it begins and ends.
    let begin: Int
    let end: Int

    /// What its first descriptor is open on.
    var path: String? {
      guard let open = text.firstIndex(of: "<"), let close = text[open...].firstIndex(of: ">")
      else {
        return nil
      }
      return String(text[text.index(after: open)..<close])
    }

    /// The file that an `openat` made.
    var madePath: String? {
      guard let open = text.lastIndex(of: "<"), let close = text.lastIndex(of: ">") else {
        return nil
      }
      return String(text[text.index(after: open)..<close])
    }
  }

  private(set) var calls: [Call] = []

  init(_ text: String) throws {
    var begun: [Substring: (Int, Substring)] = [:]
    for (number, line) in text.split(separator: "\n").enumerated() {
      guard let blank = line.firstIndex(of: " ") else { continue }
      let thread = line[..<blank]
      let rest = line[blank...].drop { $0 == " " }
      if rest.hasSuffix("<unfinished ...>") {
        begun[thread] = (number, rest.dropLast("<unfinished ...>".count))
      } else if rest.hasPrefix("<... "), let (begin, start) = begun.removeValue(forKey: thread) {
        add(start + " " + rest, begin: begin, end: number)
      } else {
        add(rest, begin: number, end: number)
      }
    }
    try #require(calls.count > 10, "nothing was traced: \(text.prefix(500))")
  }

  private mutating func add(_ text: Substring, begin: Int, end: Int) {
    guard let bracket = text.firstIndex(of: "(") else { return }
    calls.append(
      Call(name: String(text[..<bracket]), text: String(text), begin: begin, end: end))
  }

  func first(_ name: String, on path: String) -> Call? {
    calls.first { $0.name == name && $0.path == path }
  }

  func last(_ name: String, on path: String) -> Call? {
    calls.last { $0.name == name && $0.path == path }
  }
}
