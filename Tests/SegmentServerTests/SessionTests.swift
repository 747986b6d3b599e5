import JSON
import JSONRPC
import Locks
import SegmentProtocol
import SegmentServer
import Testing

/// Notes what reaches it, and by which role.
private final class Witness: Responder {
  let seen = Guarded<[(method: String, role: Role)]>([])

  func plan(_ request: RPCRequest) -> Plan {
    seen.with { $0.append((request.method, request.role)) }
    return .immediate(.result(Array("{}".utf8)))
  }
}

@Suite("Sessions")
struct SessionTests {
  private let witness = Witness()

  private func session() -> Session {
    Session(
      witness,
      door: .locked { token in
        switch String(decoding: token, as: UTF8.self) {
        case "read": .read
        case "admin": .admin
        default: nil
        }
      })
  }

  private func ask(
    _ session: Session, _ method: String, _ params: String? = nil, id: String? = "1"
  ) throws -> (outcome: Outcome, plan: Plan) {
    let plan = session.plan(
      RPCRequest(
        id: try id.map { try JSONText(Array($0.utf8)).root }, method: method,
        params: try params.map { try JSONText(Array($0.utf8)).root }))
    return (plan.prepare()(.detached), plan)
  }

  private func code(_ outcome: Outcome) -> Int? {
    if case .failure(let error) = outcome { error.code } else { nil }
  }

  @Test func `a stranger reaches no method at all`() throws {
    let session = session()

    for method in MethodTable.methods where method.name != "auth" {
      let error = try ask(session, method.name).outcome

      #expect(
        error
          == .failure(
            RPCError(
              code: 1020, kind: "unauthorized",
              message: "this connection is not authenticated; call auth with the daemon's token "
                + "first", data: [("role_needed", .string(method.role.rawValue))])))
    }
    for method in ["initialize", "tools/call", "server/discover", "resources/read", "ping", ""] {
      #expect(code(try ask(session, method).outcome) == 1020)
    }
    #expect(witness.seen.with { $0.isEmpty })
    #expect(!session.knowsClient)
  }

  /// The methods that change something for others, by the protocol's page.
  private static let admins: Set<String> = [
    "fit", "models.delete", "models.rename", "models.label", "models.import", "tables.put",
    "tables.append", "tables.delete", "server.shutdown", "fit_finish",
  ]

  @Test func `a reader reaches exactly the methods that read, the admin all`() throws {
    for role in Role.allCases {
      let session = session()
      #expect(
        try ask(session, "auth", "[\"\(role.rawValue)\"]").outcome
          == .result(Array("{\"role\":\"\(role.rawValue)\"}".utf8)))
      for method in MethodTable.methods where method.name != "auth" {
        witness.seen.with { $0 = [] }
        let outcome = try ask(session, method.name).outcome
        let reached = witness.seen.with { $0 }

        if role == .read, Self.admins.contains(method.name) {
          #expect(
            outcome
              == .failure(
                RPCError(
                  code: 1021, kind: "forbidden",
                  message: "\(method.name) is for the role admin but this connection has read; "
                    + "call auth with a token of that role",
                  data: [("role_needed", "admin")])))
          #expect(reached.isEmpty)
        } else {
          #expect(outcome == .result(Array("{}".utf8)), "\(method.name)")
          #expect(reached.map(\.method) == [method.name] && reached.map(\.role) == [role])
        }
      }
    }
  }

  @Test func `a tool reaches no more than its client may`() throws {
    let session = session()
    _ = try ask(session, "auth", #"["read"]"#)
    let hello =
      #"{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}"#
    #expect(code(try ask(session, "initialize", hello).outcome) == nil)

    _ = try ask(
      session, "tools/call",
      #"{"name":"fit_model","arguments":{"model":"m","data":{"columns":{"x":[1]}}}}"#)
    _ = try ask(session, "tools/call", #"{"name":"list_models","arguments":{}}"#)

    #expect(witness.seen.with { $0.map(\.method) } == ["models.list"])
  }

  @Test func `three failures of any kind end the connection, and the right token comes too late`()
    throws
  {
    let failures = [
      nil, "{}", "[]", "[1]", "[null]", "[true]", "[[]]", "[{}]", #"[""]"#, #"["x"]"#,
      #"["read","admin"]"#, #"{"token":"x"}"#, #"{"token":"read","more":1}"#, #"{"tokn":"read"}"#,
      "[\"" + String(repeating: "x", count: 60_000) + "\"]",
    ]
    for first in failures {
      for second in failures {
        for id in ["1", nil] {
          let session = session()

          #expect(try !ask(session, "auth", first, id: id).plan.endsConnection)
          #expect(try !ask(session, "auth", second, id: id).plan.endsConnection)
          let third = try ask(session, "auth", first, id: id)
          #expect(third.plan.endsConnection && code(third.outcome) != nil)
          let late = try ask(session, "auth", #"["admin"]"#)
          #expect(late.plan.endsConnection && code(late.outcome) == 1020)
          #expect(!session.knowsClient)
        }
      }
    }
    #expect(witness.seen.with { $0.isEmpty })
  }

  @Test func `what a connection may do follows its tokens, whatever the sequence`() throws {
    var generator = SystemRandomNumberGenerator()
    var judgedCount = 0

    for _ in 0..<2_000 {
      let session = session()
      var role: Role?
      var failureCount = 0
      for _ in 0..<12 {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0, 1:
          let token =
            ["read", "admin", "admin ", "Read", ""].randomElement(using: &generator) ?? ""
          let isNotification = Bool.random(using: &generator)
          _ = try ask(session, "auth", "[\"\(token)\"]", id: isNotification ? nil : "7")
          if failureCount < 3, let given = Role(rawValue: token) {
            role = given
          } else {
            failureCount += 1
          }
        default:
          let isWrite = Bool.random(using: &generator)
          let found = code(try ask(session, isWrite ? "fit" : "assign").outcome)
          let expected: Int? = role == nil ? 1020 : isWrite && role == .read ? 1021 : nil
          #expect(found == expected)
          judgedCount += 1
        }
        #expect(session.role == role)
      }
    }

    print("requests judged: \(judgedCount)")
    #expect(judgedCount >= 10_000)
  }

  @Test func `where no token is needed auth says what the client is, and looks at nothing`() throws
  {
    let session = Session(witness, door: .open(.admin))

    for params in ["[\"x\"]", "{}", nil] {
      #expect(try ask(session, "auth", params).outcome == .result(Array(#"{"role":"admin"}"#.utf8)))
    }
    #expect(session.knowsClient)
  }
}
