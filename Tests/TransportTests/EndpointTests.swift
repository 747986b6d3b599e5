import Testing
import Transport

@Suite("Endpoint")
struct EndpointTests {
  @Test(arguments: [
    ("127.0.0.1:7464", "127.0.0.1:7464", true), ("localhost:0", "127.0.0.1:0", true),
    ("[::1]:65535", "[::1]:65535", true), ("::1:80", "[::1]:80", true),
    ("127.8.9.10:1", "127.8.9.10:1", true), ("127.1:1", "127.0.0.1:1", true),
    ("[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1", true), ("0:1", "0.0.0.0:1", false),
    ("0.0.0.0:1", "0.0.0.0:1", false), ("[::]:1", "[::]:1", false),
    ("192.0.2.7:9", "192.0.2.7:9", false), ("[2001:db8::1]:9", "[2001:db8::1]:9", false),
    ("[::ffff:192.0.2.7]:9", "[::ffff:192.0.2.7]:9", false), ("0x7f000001:1", "127.0.0.1:1", true),
  ])
  func `a host becomes numbers, which say who can reach it`(
    text: String, expected: String, isLoopback: Bool
  ) throws {
    let endpoint = try Endpoint(text)

    #expect(endpoint.description == expected)
    #expect(endpoint.isLoopback == isLoopback)
  }

  @Test(arguments: ["", "no.such.host.invalid", "1.2.3.4.5", "127.0.0.1\0.example.org"])
  func `a host that is not known is refused`(host: String) throws {
    let error = try #require(throws: TransportError.self) { try Endpoint(host: host, port: 1) }

    #expect(
      error.description.hasPrefix(
        "\"\(host)\" is no address to use here; it must be an address or a name that is known "
          + "here ("))
  }

  @Test(arguments: [
    "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:+1", ":", "",
    "127.0.0.1:99999999999999999999",
  ])
  func `a text without a port is refused`(text: String) throws {
    let error = try #require(throws: TransportError.self) { try Endpoint(text) }

    #expect(
      error.description == "\"\(text)\" is no address to use here; it must be HOST:PORT, such as "
        + "127.0.0.1:7464")
  }

  @Test(arguments: [65536, -1, Int.max])
  func `a port that is none is refused`(port: Int) throws {
    let error = try #require(throws: TransportError.self) {
      try Endpoint(host: "::1", port: port)
    }

    #expect(
      error.description
        == "\"::1:\(port)\" is no address to use here; it must be a port from 0 to 65535")
  }
}
