/// A code per index, kept in pages as they are written to: an array that doubles would for a moment
/// be there three times.
struct PagedCodes {
  private var pages: [[Int32]] = []

  private static let pageBits = 12
  private static let pageMask = 1 << pageBits - 1

  /// The code at an index from 0 on; -1 where none was set.
  subscript(index: Int) -> Int32 {
    get {
      let page = index >> Self.pageBits
      guard page < pages.count, !pages[page].isEmpty else { return -1 }
      return pages[page][index & Self.pageMask]
    }
    set {
      let page = index >> Self.pageBits
      while pages.count <= page { pages.append([]) }
      if pages[page].isEmpty { pages[page] = Array(repeating: -1, count: Self.pageMask + 1) }
      pages[page][index & Self.pageMask] = newValue
    }
  }

  /// Hands on every code that was set.
  func forEach(_ body: (Int32) -> Void) {
    for page in pages { for code in page where code >= 0 { body(code) } }
  }
}
