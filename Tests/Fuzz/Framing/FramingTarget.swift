import FuzzSupport
import JSON
import JSONRPC

/// One run: the input as the bytes of a connection, however they are cut.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  var draw = Draw(bytes)
  let limit = draw.element(of: [64 << 20, 1, 7, 20, 100])
  let seed = UInt64(draw.byte())
  if seed & 2 == 0 {
    checkCuts(draw.text, limit: limit, seed: seed)
  } else {
    checkFrames(draw.text, seed: seed)
  }
  return 0
}

/// What came of a connection: its events in order, and the framing that was chosen.
private struct Heard: Equatable {
  var events: [Framing.Event] = []
  var style: FrameStyle?
}

private func hear(_ pieces: [ArraySlice<UInt8>], limit: Int) -> Heard {
  var framing = Framing(messageLimit: limit)
  var heard = Heard()
  for piece in pieces { heard.events += framing.receive(piece) }
  heard.events += framing.finish()
  heard.style = framing.style
  require(framing.receive([0x7B, 0x7D, 0x0A]).isEmpty, "something is read after the end")
  require(framing.finish().isEmpty, "the end comes twice")
  return heard
}

/// The same bytes give the same events, in one piece, byte by byte, and cut anywhere.
private func checkCuts(_ bytes: [UInt8], limit: Int, seed: UInt64) {
  let whole = hear([bytes[...]], limit: limit)
  var cuts = Cuts(seed: seed, longest: 1 + Int(seed % 40))
  let cut = hear(cuts.pieces(of: bytes), limit: limit)
  require(cut == whole, "cut, it is \(cut) and not \(whole)")
  if seed & 1 == 0, bytes.count <= 300 {
    let single = hear(bytes.indices.map { bytes[$0...$0] }, limit: limit)
    require(single == whole, "byte by byte, it is \(single) and not \(whole)")
  }

  var byteCount = 0
  var isClosed = false
  for event in whole.events {
    require(!isClosed, "something comes after the end")
    switch event {
    case .message(let message):
      byteCount += message.count
      require(message.count <= limit, "a message of \(message.count) bytes passes \(limit)")
      require(whole.style != nil, "a message comes in no framing")
      checkEnvelope(message)
    case .refusal(let error):
      requireSentence(error.message)
      require(error.code == -32700 || error.code == 1010, "refused with \(error.code)")
    case .close(let reason):
      requireSentence(reason)
      isClosed = true
    }
  }
  require(byteCount <= bytes.count, "more comes out than went in")
}

/// Messages put into frames come out as they were.
private func checkFrames(_ bytes: [UInt8], seed: UInt64) {
  let style: FrameStyle = seed & 1 == 0 ? .lines : .headers
  var messages = bytes.split(separator: 0x0A).prefix(20).map(Array.init)
  // A line of blanks is none, a carriage return at its end belongs to it, and the first bytes
  // choose the framing.
  if style == .lines {
    messages = messages.filter { message in
      message.contains { ![0x20, 0x09, 0x0D].contains($0) } && message.last != 0x0D
    }
    messages.insert(Array("{}".utf8), at: 0)
  }
  var cuts = Cuts(seed: seed, longest: 30)
  let heard = hear(cuts.pieces(of: messages.flatMap { style.frame($0) }), limit: 1 << 20)
  require(heard.events == messages.map { .message($0) }, "framed, \(messages) is \(heard.events)")
}

/// An envelope is taken or refused in a sentence, and a request survives writing.
private func checkEnvelope(_ message: [UInt8]) {
  let limits = WireLimits(depth: 20, batchMembers: 5)
  let envelope = Envelope(message, limits: limits)
  require(envelope == Envelope(message, limits: limits), "an envelope is read differently")
  let isText = (try? JSONText(message, depthLimit: 20)) != nil
  switch envelope {
  case .single(let incoming):
    if !isText { require(incoming.isParseError, "what is no text is \(incoming)") }
    check(incoming)
  case .batch(let members):
    require(isText && (1...5).contains(members.count), "a batch of \(members.count)")
    for member in members { check(member) }
  }
}

private func check(_ incoming: Incoming) {
  switch incoming {
  case .request(let request):
    if let id = request.id {
      require(![.object, .array, .bool].contains(id.kind), "the id is \(id.kind)")
      checkReply(to: id, .result(Array("{}".utf8)))
    }
    if let params = request.params {
      require([.object, .array].contains(params.kind), "the parameters are \(params.kind)")
    }
    let again = Reply.request(
      id: 1, request.method, params: request.params.map { Array($0.bytes[$0.range]) })
    guard case .single(.request(let second)) = Envelope(again) else {
      return require(false, "a request written again is none")
    }
    require(second.method == request.method && second.params == request.params, "it differs")
  case .response: break
  case .refused(let id, let error):
    requireSentence(error.message)
    checkReply(to: id, .failure(error))
  }
}

/// A reply is one line of JSON that echoes the id's very token.
private func checkReply(to id: JSONSlice?, _ outcome: Outcome) {
  let reply = Reply.text(to: id, outcome)
  guard let text = try? JSONText(reply), let object = JSONValue(text.root).object else {
    return require(false, "the reply is no object: \(String(decoding: reply, as: UTF8.self))")
  }
  require(!reply.contains(0x0A), "the reply has several lines")
  require(object.keys.count == 3, "the reply has the members \(object.keys)")
  var reader = JSONReader(text.root)
  reader.enterObject()
  while let key = reader.nextKey() {
    let value = reader.readSlice()
    if key == "id" { require(value.text == id?.text ?? "null", "the id comes back otherwise") }
  }
}

extension Incoming {
  fileprivate var isParseError: Bool {
    if case .refused(nil, let error) = self { error.code == -32700 } else { false }
  }
}
