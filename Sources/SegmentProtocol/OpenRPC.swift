public import JSON
import JSONRPC

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
        "description":
          "Customer segmentation as a long-lived service. Any method may answer the errors of components.errors beside its own.",
        "license": ["name": "Apache-2.0"],
      ],
      "methods": .array(MethodTable.methods.map(method)),
      "components": [
        "schemas": .object(
          JSONObject(
            named.sorted { $0.key < $1.key }.map { name, schema in
              guard case .named(_, let inner) = schema else { return (name, schema.json) }
              return (name, inner.json)
            })),
        "errors": .object(
          JSONObject(commonErrors.map { ($0.kind, error($0.code, $0.meaning, $0.kind)) })),
      ],
    ]
  }

  private static func method(_ method: MethodDescriptor) -> JSONValue {
    [
      "name": .string(method.name), "summary": .string(method.summary),
      "paramStructure": "either", "params": .array(method.fields.map(parameter)),
      "result": ["name": "result", "schema": method.result.json],
      "errors": .array(method.errors.map(error)), "x-role": .string(method.role.rawValue),
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
    error(kind.code, kind.meaning, kind.rawValue)
  }

  private static func error(_ code: Int, _ meaning: String, _ kind: String) -> JSONValue {
    ["code": JSONValue(code), "message": .string(meaning), "data": ["kind": .string(kind)]]
  }

  /// What any request may be answered with, whatever the method.
  private static let commonErrors: [(kind: String, code: Int, meaning: String)] =
    [
      ("parse_error", -32700, "The message is not JSON."),
      ("invalid_request", -32600, "JSON, but no request."),
      ("method_not_found", -32601, "No method of that name."),
      ("invalid_params", -32602, "Parameters that the method does not take."),
      ("internal", -32603, "The daemon's own fault; the log says more."),
      ("cancelled", -32800, "The caller took the request back."),
    ]
    + [ErrorKind.messageTooLarge, .timeout, .shuttingDown, .unauthorized, .forbidden].map {
      ($0.rawValue, $0.code, $0.meaning)
    }
}
