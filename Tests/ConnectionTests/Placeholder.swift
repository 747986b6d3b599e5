import Testing

@testable import Connection
