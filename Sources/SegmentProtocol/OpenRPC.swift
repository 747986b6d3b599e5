public import JSON

/// The method table as an OpenRPC 1.3.2 document.
///
/// > Source: open-rpc/spec, version 1.3.2; schemas in the dialect of JSON Schema draft-07.
public enum OpenRPC {
  /// The whole document.
  public static var document: JSONValue {
    var named: [String: Schema] = [:]
    for method in MethodTable.methods {
      for field in method.fields { field.schema.collectNamed(into: &named) }
      method.result.collectNamed(into: &named)
    }
    return [
      "openrpc": "1.3.2",
      "info": [
        "title": "segmentd", "version": .string(Version.program),
        "description": "Customer segmentation as a long-lived service.",
        "license": ["name": "Apache-2.0"],
      ],
      "methods": .array(MethodTable.methods.map(method)),
      "components": [
        "schemas": .object(
          JSONObject(
            named.sorted { $0.key < $1.key }.map { name, schema in
              guard case .named(_, let inner) = schema else { return (name, schema.json) }
              return (name, inner.json)
            }))
      ],
    ]
  }

  private static func method(_ method: MethodDescriptor) -> JSONValue {
    [
      "name": .string(method.name), "summary": .string(method.summary),
      "paramStructure": "either", "params": .array(method.fields.map(parameter)),
      "result": ["name": "result", "schema": method.result.json],
      "errors": .array(method.errors.map(error)),
    ]
  }

  private static func parameter(_ field: FieldDescription) -> JSONValue {
    var schema = field.schema.json
    if let value = field.defaultValue, case .object(let object) = schema {
      schema = .object(JSONObject(object.members + [("default", value)]))
    }
    return [
      "name": .string(field.name), "description": .string(field.meaning),
      "required": .bool(field.isRequired), "schema": schema,
    ]
  }

  private static func error(_ kind: ErrorKind) -> JSONValue {
    [
      "code": JSONValue(kind.code), "message": .string(kind.meaning),
      "data": ["kind": .string(kind.rawValue)],
    ]
  }
}
