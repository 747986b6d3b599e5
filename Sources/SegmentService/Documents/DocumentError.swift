import JSON

/// Why a text is no model document.
///
/// `description` says in one sentence what was found, what is allowed, and what to do.
enum DocumentError: Error, Equatable {
  /// The text is no JSON.
  case notJSON(JSONError)

  /// JSON, but not a model's.
  case notAModel(got: String)

  /// Written by a later program.
  case newerFormat(Int)

  /// A value that is not what it must be; `place` is where, such as `segments[2].share`.
  case misfit(place: String, expected: String, got: String)

  /// The model gives other segments to its own check rows than it gave when it was written.
  case checksDiffer(row: Int, expected: String, got: String)
}

extension DocumentError: CustomStringConvertible {
  /// One sentence, ready to be shown to whoever sent the document.
  var description: String {
    switch self {
    case .notJSON(let error):
      "the document is not JSON: \(error); send it as models.export gave it"
    case .notAModel(let got):
      "the document is \(got) but must be a model as models.export gives it, an object that begins "
        + "with \"segmentd_model\""
    case .newerFormat(let format):
      "the document is of format \(format) and this program reads format "
        + "\(ModelDocument.format); import it with the program that wrote it or a later one"
    case .misfit(let place, let expected, let got):
      "the document is damaged: \(place) is \(got) but must be \(expected); export the model again"
    case .checksDiffer(let row, let expected, let got):
      "the document is damaged: the model gives check row \(row) \(got) and its checks say "
        + "\(expected); export the model again"
    }
  }
}
