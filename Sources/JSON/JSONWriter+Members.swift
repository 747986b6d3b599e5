// A name and its value in one call.

extension JSONWriter {
  /// Writes an object as a value, with what the closure writes into it.
  public mutating func object(_ content: (inout JSONWriter) -> Void) {
    beginObject()
    content(&self)
    endObject()
  }

  /// Writes an array as a value, with what the closure writes into it.
  public mutating func array(_ content: (inout JSONWriter) -> Void) {
    beginArray()
    content(&self)
    endArray()
  }

  /// Writes a member that is an object.
  public mutating func object(_ name: String, _ content: (inout JSONWriter) -> Void) {
    key(name)
    object(content)
  }

  /// Writes a member that is an array.
  public mutating func array(_ name: String, _ content: (inout JSONWriter) -> Void) {
    key(name)
    array(content)
  }

  /// Writes a member that is text.
  public mutating func member(_ name: String, _ value: String) {
    key(name)
    write(value)
  }

  /// Writes a member that is a double; NaN and infinity are `null`.
  public mutating func member(_ name: String, _ value: Double) {
    key(name)
    write(value)
  }

  /// Writes a member that is an integer.
  public mutating func member(_ name: String, _ value: Int) {
    key(name)
    write(value)
  }

  /// Writes a member that is `true` or `false`.
  public mutating func member(_ name: String, _ value: Bool) {
    key(name)
    write(value)
  }

  /// Writes a member that is a tree of values.
  public mutating func member(_ name: String, _ value: JSONValue) {
    key(name)
    write(value)
  }

  /// Writes a member that is a value of a checked message.
  public mutating func member(_ name: String, _ value: JSONSlice) {
    key(name)
    write(value)
  }

  /// Writes a member that is an array of doubles; NaN and infinity are `null`.
  public mutating func member(_ name: String, numbers: [Double]) {
    key(name)
    write(numbers: numbers)
  }

  /// Writes a member that is an array of integers.
  public mutating func member(_ name: String, integers: [Int32]) {
    key(name)
    write(integers: integers)
  }

  /// Writes a member that is an array of texts.
  public mutating func member(_ name: String, strings: [String]) {
    key(name)
    beginArray()
    for string in strings { write(string) }
    endArray()
  }

  /// Writes a member that is `null`.
  public mutating func memberNull(_ name: String) {
    key(name)
    writeNull()
  }

  /// Writes a member whose value is JSON written by a ``JSONWriter`` before.
  public mutating func member(_ name: String, raw value: some Collection<UInt8>) {
    key(name)
    writeRaw(value)
  }
}
