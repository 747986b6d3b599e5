import Testing

@testable import Locks
