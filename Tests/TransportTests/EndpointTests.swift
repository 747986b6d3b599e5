import Testing
import Transport

@Suite("Endpoint")
struct EndpointTests {
  @Test(arguments: [
    ("127.0.0.1:7464", "127.0.0.1:7464"), ("localhost:0", "127.0.0.1:0"),
    ("[::1]:65535", "[::1]:65535"), ("::1:80", "[::1]:80"),
  ])
  func `the loopback's names are taken`(text: String, expected: String) throws {
    #expect(try Endpoint(text).description == expected)
  }

  @Test(arguments: ["0.0.0.0", "192.168.1.2", "::", "example.org", "", "127.0.0.2"])
  func `any other host is refused`(host: String) throws {
    let error = try #require(throws: TransportError.self) { try Endpoint(host: host, port: 1) }

    #expect(
      error.description == "\"\(host)\" is no address to use here; it must be 127.0.0.1, ::1 or "
        + "localhost, because there is no token yet")
  }

  @Test(arguments: ["127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:+1", ":", ""])
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
