import Connection

/// How conversations are brought to an end: what runs may finish, the rest hears 1013.
struct Ending {
  /// Milliseconds that running requests have to finish.
  let grace: Int

  /// Milliseconds that what was cancelled then has to notice it.
  private static let notice = 500

  /// Milliseconds that the last replies have to go out.
  private static let flush = 1000

  /// Ends them all and returns when that is done, or the time is over.
  func end(_ conversations: [Conversation]) {
    for conversation in conversations { conversation.beginShutdown() }
    let isIdle = wait(Self.sum(grace), conversations) { $0.waitUntilIdle(atMost: $1) }
    if !isIdle {
      for conversation in conversations { conversation.cancelRunning() }
      wait(Self.sum(Self.notice), conversations) { $0.waitUntilIdle(atMost: $1) }
      for conversation in conversations { conversation.answerForRunning() }
    }
    wait(Self.sum(Self.flush), conversations) { conversation, left in
      conversation.close(atMost: left)
      return true
    }
  }

  private static func sum(_ milliseconds: Int) -> ContinuousClock.Instant {
    .now + .milliseconds(milliseconds)
  }

  /// Waits for each with what is left of the common time; whether all were done.
  @discardableResult
  private func wait(
    _ deadline: ContinuousClock.Instant, _ conversations: [Conversation],
    _ isDone: (Conversation, Int) -> Bool
  ) -> Bool {
    var areDone = true
    for conversation in conversations {
      let left = Int((deadline - .now) / .milliseconds(1))
      areDone = isDone(conversation, max(0, left)) && areDone
    }
    return areDone
  }
}
