import JSON
import Segmentation

extension JSONWriter {
  /// What became of the segments of the version before.
  mutating func member(_ name: String, _ alignment: Alignment) {
    object(name) { writer in
      writer.member("parent", alignment.parentVersion)
      switch alignment.basis {
      case .customers(let count):
        writer.member("by", "customers")
        writer.member("customers", count)
      case .centers: writer.member("by", "centers")
      case .nothing: writer.member("by", "nothing")
      }
      writer.member("kept", integers: alignment.kept)
      writer.member("new", integers: alignment.new)
      writer.member("retired", integers: alignment.retired)
      writer.member("split", idLists: alignment.split)
      writer.member("merged", idLists: alignment.merged)
    }
  }

  private mutating func member(_ name: String, idLists: [Int: [Int]]) {
    object(name) { writer in
      for (id, ids) in idLists.sorted(by: { $0.key < $1.key }) {
        writer.member(String(id), integers: ids)
      }
    }
  }
}
