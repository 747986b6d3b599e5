import Glibc
import Testing

extension ProgramTests {
  @Suite("How segmentd stdio ends")
  struct EndingTests {
    /// A session in the middle of a fit that takes minutes.
    private func busySession() throws -> Session {
      let session = try Session(["stdio"])
      let params = Samples.largeFit(model: "large", more: #","_meta":{"progressToken":0}"#)
      try session.wire.send(Samples.request(1, "fit", params))
      // Progress says that the fit is under way; what has not begun would be refused at the end.
      #expect(try session.wire.reply().method == "notifications/progress")
      return session
    }

    @Test func `it ends soon when nobody reads its output any more`() throws {
      let session = try busySession()

      session.wire.finishReading()
      let end = try session.status(within: 10)

      print("stdio: ended \(end.milliseconds) ms after its reader")
      #expect(end.status == 0)
    }

    @Test func `it ends soon when its parent has been killed`() throws {
      // The shell is the parent; the wire stays open, so only the death can end the program.
      let session = try Session(
        ["-c", "exec 3<&0; \"$0\" stdio <&3 & exec 3<&-; wait", Program.path],
        executable: "/bin/bash")
      try session.wire.send(Samples.request(1, "fit", Samples.largeFit(model: "large")))
      try session.wire.send(Samples.request(2, "server.ping"))
      #expect(try session.wire.reply().id == 2)

      session.signal(SIGKILL)
      let begin = ContinuousClock.now
      // The end of its output: nobody holds the writing end any more.
      let last = try session.wire.line(within: 10)

      print("stdio: ended \((ContinuousClock.now - begin) / .milliseconds(1)) ms after its parent")
      #expect(last == nil)
    }

    @Test func `the end of input cancels a fit where that is asked for`() throws {
      let session = try Session(["stdio", "--at-eof", "cancel"])
      try session.wire.send(Samples.request(1, "fit", Samples.largeFit(model: "large")))

      session.wire.finishSending()
      let end = try session.status(within: 20)

      print("stdio: ended \(end.milliseconds) ms after its input")
      #expect(end.status == 0)
    }

    @Test func `after SIGTERM a short fit is answered, then it ends with 0`() throws {
      let session = try Session(["stdio"])
      let more = #","n_init":10,"refine":"none","_meta":{"progressToken":0}"#
      let params = Samples.fit(model: "medium", rowCount: 12_000, clusterCount: 16, more: more)
      try session.wire.send(Samples.request(1, "fit", params))
      // What has not begun when the signal comes would be refused; progress says that it has.
      #expect(try session.wire.reply().method == "notifications/progress")

      session.signal(SIGTERM)
      var replies: [Reply] = []
      while let line = try session.wire.line() { replies.append(try Reply(line)) }

      replies.removeAll { $0.method == "notifications/progress" }
      #expect(replies.compactMap(\.id) == [1])
      let fit = try #require(replies.first)
      #expect(fit.result?["version"] as? Int == 1, "\(fit.error)")
      #expect(try session.status(within: 10).status == 0)
    }

    @Test func `a second signal ends it at once`() throws {
      let session = try busySession()

      session.signal(SIGTERM)
      usleep(200_000)
      session.signal(SIGTERM)
      let end = try session.status(within: 5)

      #expect(end.status == 128 + SIGTERM)
    }
  }
}
