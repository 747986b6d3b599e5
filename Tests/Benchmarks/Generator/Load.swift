/// All connections, driven by one thread that waits for whichever is ready.
struct Load {
  private let options: Options
  /// What is sent, each request in turn, over whichever connection is free.
  private let requests: [[UInt8]]
  private let clients: [Client]
  private let poll: Poll
  private var next = 0

  /// Connects and greets.
  init(_ options: Options) throws(LoadFault) {
    self.options = options
    requests = options.bodies.map(options.wire.framed)
    poll = try Poll(count: options.connectionCount)
    var clients: [Client] = []
    for index in 0..<options.connectionCount {
      let client = try Client(options)
      if let greeting = options.greeting { try client.greet(options.wire.framed(greeting)) }
      try poll.add(client.descriptor, index: index)
      clients.append(client)
    }
    self.clients = clients
  }

  /// The warm-up, then what is measured.
  mutating func run() throws(LoadFault) -> Outcome {
    if options.warmUpSeconds > 0 { _ = try turns(seconds: options.warmUpSeconds, count: .max) }
    return try turns(seconds: options.seconds, count: options.requestCount)
  }

  /// Keeps one request in flight on each connection until the time is over or so many answers have
  /// come, then waits for those still in flight.
  private mutating func turns(seconds: Double, count: Int) throws(LoadFault) -> Outcome {
    var times: [Int] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var begun = 0
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    for index in clients.indices where begun < count {
      try begin(index)
      begun += 1
    }
    while times.count < begun {
      var answered: [Int] = []
      try poll.wait { (index, hasRoom) throws(LoadFault) in
        let client = clients[index]
        if hasRoom, try client.write() == .waiting {
          try poll.watch(client.descriptor, index: index, forRoom: false)
        }
        if case .answered(let elapsed) = try client.read(through: &buffer) {
          times.append(elapsed)
          answered.append(index)
        }
      }
      for index in answered where begun < count && ContinuousClock.now < end {
        try begin(index)
        begun += 1
      }
    }
    return Outcome(nanoseconds: times, seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  private mutating func begin(_ index: Int) throws(LoadFault) {
    let client = clients[index]
    if try client.begin(requests[next]) == .writing {
      try poll.watch(client.descriptor, index: index, forRoom: true)
    }
    next = (next + 1) % requests.count
  }
}
