import Foundation
import JSON
import SegmentProtocol
import Testing

@Suite("The OpenRPC document")
struct OpenRPCTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "protocol/openrpc.json")

  @Test func `the committed file says what the program answers`() throws {
    let committed = JSONValue(try JSONText(Array(try Data(contentsOf: Self.file))).root)

    let live = OpenRPC.document

    #expect(
      committed == live,
      """
      protocol/openrpc.json is not what rpc.discover answers; write it anew with
        segmentd call rpc.discover | python3 -m json.tool --indent 2 --no-ensure-ascii \
      > protocol/openrpc.json
      """)
  }

  @Test func `required parameters come before optional ones`() {
    for method in MethodTable.methods {
      let required = method.fields.map(\.isRequired)

      #expect(required == required.filter { $0 } + required.filter { !$0 }, "\(method.name)")
    }
  }

  @Test func `an error code stands once in a method`() {
    for method in MethodTable.methods {
      let codes = method.errors.map(\.code)

      #expect(Set(codes).count == codes.count, "\(method.name)")
    }
  }

  @Test func `every member has one name and every bound says something`() {
    var objectCount = 0

    let faults = faults(in: OpenRPC.document, at: "", &objectCount)

    #expect(faults == [])
    #expect(objectCount > 500)
  }

  @Test func `every reference leads to a component and every component is referred to`() {
    let document = OpenRPC.document
    let names = document["components"]?["schemas"]?.object?.keys ?? []

    let references = Set(references(in: document))

    #expect(references == Set(names.map { "#/components/schemas/\($0)" }))
    #expect(names.count >= 7)
  }

  /// Members that are there twice, nulls where a schema's keyword wants a value, and words beside
  /// a reference, which draft-07 does not read.
  private func faults(in value: JSONValue, at path: String, _ objectCount: inout Int) -> [String] {
    switch value {
    case .object(let object):
      objectCount += 1
      var found = Set(object.keys).count == object.keys.count ? [] : [path + " has a name twice"]
      if object["$ref"] != nil, object.members.count > 1 { found.append(path + " has a $ref") }
      for (name, member) in object.members {
        found += faults(in: member, at: "\(path)/\(name)", &objectCount)
      }
      return found
    case .array(let elements):
      return elements.enumerated().flatMap { index, element in
        faults(in: element, at: "\(path)/\(index)", &objectCount)
      }
    case .null: return [path + " is null"]
    default: return []
    }
  }

  private func references(in value: JSONValue) -> [String] {
    switch value {
    case .object(let object):
      object.members.flatMap { name, member in
        name == "$ref" ? [member.string ?? ""] : references(in: member)
      }
    case .array(let elements): elements.flatMap { references(in: $0) }
    default: []
    }
  }
}
