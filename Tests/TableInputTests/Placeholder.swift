import Testing

@testable import TableInput
