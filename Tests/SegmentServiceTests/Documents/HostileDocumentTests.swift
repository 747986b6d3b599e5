import JSON
import JSONRPC
import Matrices
import Testing

@testable import SegmentService

/// Documents with one thing changed: each is refused in a sentence, or it is a model like any other.
@Suite("hostile model documents")
struct HostileDocumentTests {
  /// What stands where something else stood.
  private static let replacements: [JSONValue] = [
    nil, true, -1, 0, 1.5, 1e300, -1e300, "x", [], [1], [[nil]], [:], "2011-13-45",
    .number(JSONNumber(Int.max)),
  ]

  private static let data =
    #"{"fields":["id","inc\"ome; drop","spend","colour","size","who","day","invoice","pieces","#
    + #""price"],"rows":[[1,30,2,"red","S","c1","2011-04-01","i1",2,4.5],"#
    + #"[2,null,-7,"never seen","L","c2","2010-04-01","i2",1,1]]}"#

  @Test(arguments: ModelSample.all)
  func `one value replaced is refused or served`(sample: ModelSample) throws {
    let desk = Desk()
    try desk.ask("fit", sample.fit)
    let text = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    var document = JSONValue(try JSONText(Array(text.utf8)).root)
    // Without its checks, which would find most changes, the reader is on its own.
    document = document.without("checks")
    var generator = RandomGenerator(seed: 31)

    var (refused, served) = (0, 0)
    for _ in 0..<120 {
      let changed = document.changed(Self.replacements, &generator)
      switch try Self.answer(desk, "models.import", #"{"document":\#(changed),"model":"x"}"#) {
      case .failure(let error):
        #expect([1031, -32602].contains(error.code), "\(error)")
        refused += 1
      case .result:
        served += 1
        for request in [
          ("assign", #"{"model":"x","detail":true,"data":\#(Self.data)}"#),
          ("profile", #"{"model":"x"}"#), ("models.get", #"{"model":"x"}"#),
          ("models.export", #"{"model":"x"}"#),
          ("models.export", #"{"model":"x","format":"sql","dialect":"sqlite"}"#),
        ] {
          if case .failure(let error) = try Self.answer(desk, request.0, request.1) {
            #expect(error.code != -32603, "\(error)")
          }
        }
      }
    }

    print("refused \(refused) and served \(served) changed documents")
    #expect(refused >= 40)
    #expect(refused + served == 120)
  }

  @Test func `a document cut short or with a byte changed is refused or served`() throws {
    let desk = Desk()
    try desk.ask("fit", ModelSample.all[2].fit)
    let text = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    var generator = RandomGenerator(seed: 32)

    var refused = 0
    for turn in 0..<200 {
      var bytes = Array(text.utf8)
      let place = generator.next(below: bytes.count)
      if turn.isMultiple(of: 2) {
        bytes.removeSubrange(place...)
      } else {
        bytes[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      let sent = JSONValue.string(String(decoding: bytes, as: UTF8.self))
      let answer = try Self.answer(desk, "models.import", #"{"document":\#(sent),"model":"x"}"#)
      if case .failure(let error) = answer {
        #expect([1031, -32602].contains(error.code), "\(error)")
        refused += 1
      }
    }

    print("refused \(refused) of 200 documents")
    #expect(refused >= 100)
  }

  /// What a fuzzer found: the plan's joins were given the tables of the recipe's by their place.
  @Test func `a plan that joins more than its recipe is refused`() throws {
    let desk = Desk()
    let sample = try #require(ModelSample.all.first { $0.testDescription == "joined" })
    try desk.ask("fit", sample.fit)
    let text = try desk.ask("models.export", #"{"model":"shop"}"#).text("document")
    var document = try #require(JSONValue(try JSONText(Array(text.utf8)).root).object)
    var recipe = try #require(document["recipe"]?.object)
    var transactions = try #require(recipe["transactions"]?.object)
    let joins = try #require(transactions["join"]?.array)
    transactions["join"] = .array(joins + joins)
    recipe["transactions"] = .object(transactions)
    var plan = try #require(document["plan"]?.object)
    plan["features"] = nil
    plan["recipe"] = .object(recipe)
    document["plan"] = .object(plan)

    let answer = try Self.answer(
      desk, "models.import", #"{"document":\#(JSONValue.object(document)),"model":"x"}"#)

    guard case .failure(let error) = answer else {
      Issue.record("it is taken")
      return
    }
    #expect(error.code == 1031)
    #expect(
      error.message == "the document is damaged: plan is an object but must be one with 1 in "
        + "recipe.transactions.join, as many as in recipe; export the model again")
  }

  private static func answer(_ desk: Desk, _ method: String, _ params: String) throws -> Outcome {
    desk.service.respond(to: method, params: try JSONText(Array(params.utf8)).root)
  }
}

extension JSONValue {
  /// The object without a member.
  fileprivate func without(_ name: String) -> JSONValue {
    guard var object else { return self }
    object[name] = nil
    return .object(object)
  }

  /// The value with one of those within it replaced, or left out of its object or list.
  fileprivate func changed(
    _ replacements: [JSONValue], _ generator: inout RandomGenerator
  ) -> JSONValue {
    if var object, !object.members.isEmpty {
      let place = generator.next(below: object.members.count)
      let inner = object.members[place].value
      if inner.isDeep, generator.next(below: 6) > 0 {
        object.members[place].value = inner.changed(replacements, &generator)
      } else if generator.next(below: 4) == 0 {
        object.members.remove(at: place)
      } else {
        object.members[place].value = replacements[generator.next(below: replacements.count)]
      }
      return .object(object)
    }
    if var list = array, !list.isEmpty {
      let place = generator.next(below: list.count)
      if list[place].isDeep, generator.next(below: 6) > 0 {
        list[place] = list[place].changed(replacements, &generator)
      } else if generator.next(below: 4) == 0 {
        list.remove(at: place)
      } else {
        list[place] = replacements[generator.next(below: replacements.count)]
      }
      return .array(list)
    }
    return replacements[generator.next(below: replacements.count)]
  }

  private var isDeep: Bool { kind == .array || kind == .object }
}
